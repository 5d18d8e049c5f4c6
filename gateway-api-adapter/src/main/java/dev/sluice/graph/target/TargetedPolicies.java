package dev.sluice.graph.target;

import dev.sluice.condition.Condition;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies of which one is in effect for a target: the oldest. */
public interface TargetedPolicies {

    /** What such policies have an effect on. */
    Set<Traffic> traffic();

    /** The older policy that has this target of a policy; empty where it has it itself. */
    Optional<Policy> rival(Policy policy, TargetRef target);

    /**
     * Condition Accepted of a policy whose targets no other has.
     *
     * @param confined the only namespace whose Secrets and ConfigMaps can be read by the pods that serve the ancestor;
     *     null: all
     */
    Condition accepted(Policy policy, @Nullable String confined);

    /**
     * Condition ResolvedRefs; empty where the kind has none, or its references could not be read.
     *
     * @param confined as of {@link #accepted}
     */
    Optional<Condition> resolvedRefs(Policy policy, @Nullable String confined);

    /**
     * Condition Accepted of a policy that is in effect for some of its targets.
     *
     * @param rivals kind and name of those that have the others
     */
    Condition acceptedInPart(List<String> rivals);

    /**
     * Condition Accepted of a policy that is in effect for none.
     *
     * @param rivals kind and name of those that have its targets
     */
    Condition conflicted(List<String> rivals);
}
