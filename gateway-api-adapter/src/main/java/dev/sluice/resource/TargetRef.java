package dev.sluice.resource;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is for, in the policy's own namespace. Source: LocalPolicyTargetReferenceWithSectionName.
 *
 * @param sectionName of a Service the name of a port; null: the whole object
 */
public record TargetRef(
        String group, String kind, String name, @Nullable String sectionName) {

    /**
     * What it names.
     *
     * @param own namespace of the policy
     * @return empty for a kind that policies have no effect on
     */
    public Optional<BackendName> backend(String own) {
        return Kinds.POLICY_TARGETS.stream()
                .filter(target -> target.isNamedBy(group, kind))
                .<BackendName>map(target -> new BackendName(target, new ObjectName(own, name)))
                .findFirst();
    }
}
