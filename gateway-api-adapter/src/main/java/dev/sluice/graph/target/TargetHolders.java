package dev.sluice.graph.target;

import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.WatchedObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which policy has which Service, of one state: the oldest of those that name it. Used by one thread. */
public final class TargetHolders {

    private final List<Map<String, List<Policy>>> byNamespace;
    private final Predicate<Policy> competes;
    private final Map<String, Map<Target, Policy>> holders = new HashMap<>();

    /**
     * Those of these kinds, whose policies compete with each other.
     *
     * @param competes whether a policy asks for anything
     */
    public TargetHolders(Reading reading, List<Kind<Policy>> kinds, Predicate<Policy> competes) {
        this.byNamespace = kinds.stream().map(reading::byNamespace).toList();
        this.competes = competes;
    }

    /** @param port null: the Service without those of its ports that are named */
    private record Target(String service, @Nullable String port) {}

    /**
     * The policy that has exactly this target.
     *
     * @param port null: the Service without those of its ports that are named
     */
    public Optional<Policy> of(ObjectName service, @Nullable String port) {
        // Asked for each time, so that the verdict which needs it rests on it.
        var policies = byNamespace.stream()
                .flatMap(all -> all.getOrDefault(service.namespace(), List.of()).stream())
                .toList();
        return Optional.ofNullable(holders.computeIfAbsent(service.namespace(), _ -> holders(policies))
                .get(new Target(service.name(), port)));
    }

    /** The older policy that has this target of a policy; empty where it has it itself. */
    public Optional<Policy> rival(Policy policy, TargetRef target) {
        return competes.test(policy)
                ? of(new ObjectName(policy.name().namespace(), target.name()), target.sectionName())
                        .filter(holder -> !isSame(holder, policy))
                : Optional.empty();
    }

    private Map<Target, Policy> holders(List<Policy> policies) {
        var found = new HashMap<Target, Policy>();
        policies.stream()
                .filter(competes)
                .sorted(WatchedObject.OLDEST_FIRST)
                .forEach(policy -> policy.targets().stream()
                        .filter(ref -> Kinds.SERVICE.isNamedBy(ref.group(), ref.kind()))
                        .forEach(ref -> found.putIfAbsent(new Target(ref.name(), ref.sectionName()), policy)));
        return found;
    }

    private static boolean isSame(Policy one, Policy other) {
        return one.kind().equals(other.kind()) && one.name().equals(other.name());
    }
}
