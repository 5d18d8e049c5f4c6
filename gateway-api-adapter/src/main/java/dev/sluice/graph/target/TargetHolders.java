package dev.sluice.graph.target;

import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.WatchedObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which policy has which Service or ServiceImport, of one state: the oldest of those that name it. Used by one thread.
 */
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

    /** @param port null: the backend without those of its ports that are named */
    private record Target(BackendName backend, @Nullable String port) {}

    /**
     * The policy that has exactly this target.
     *
     * @param port null: the backend without those of its ports that are named
     */
    public Optional<Policy> of(BackendName backend, @Nullable String port) {
        var namespace = backend.name().namespace();
        // Asked for each time, so that the verdict which needs it rests on it.
        var policies = byNamespace.stream()
                .flatMap(all -> all.getOrDefault(namespace, List.of()).stream())
                .toList();
        return Optional.ofNullable(
                holders.computeIfAbsent(namespace, _ -> holders(policies)).get(new Target(backend, port)));
    }

    /** The older policy that has this target of a policy; empty where it has it itself. */
    public Optional<Policy> rival(Policy policy, TargetRef target) {
        return target.backend(policy.name().namespace())
                .filter(_ -> competes.test(policy))
                .flatMap(backend -> of(backend, target.sectionName()))
                .filter(holder -> !isSame(holder, policy));
    }

    private Map<Target, Policy> holders(List<Policy> policies) {
        var found = new HashMap<Target, Policy>();
        policies.stream()
                .filter(competes)
                .sorted(WatchedObject.OLDEST_FIRST)
                .forEach(policy -> policy.targets()
                        .forEach(ref -> ref.backend(policy.name().namespace())
                                .ifPresent(it -> found.putIfAbsent(new Target(it, ref.sectionName()), policy))));
        return found;
    }

    private static boolean isSame(Policy one, Policy other) {
        return one.kind().equals(other.kind()) && one.name().equals(other.name());
    }
}
