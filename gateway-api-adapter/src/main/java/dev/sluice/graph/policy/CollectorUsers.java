package dev.sluice.graph.policy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.graph.telemetry.TelemetryNode;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gateways by the collectors to which they send their spans.
 *
 * @param gateways no empty list
 */
record CollectorUsers(Map<BackendName, List<ParentId>> gateways) {

    static final CollectorUsers NONE = new CollectorUsers(Map.of());

    static CollectorUsers of(List<TelemetryNode> policies) {
        return new CollectorUsers(policies.stream()
                .flatMap(policy -> policy.effects().stream())
                .flatMap(effect -> effect.collector() == null
                        ? Stream.of()
                        : Stream.of(Map.entry(name(effect.collector().id()), effect.gateway())))
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList()))));
    }

    /** Those that use a collector. */
    Stream<ParentId> of(BackendName collector) {
        return gateways.getOrDefault(collector, List.of()).stream();
    }

    private static BackendName name(BackendId id) {
        var kind = Kinds.BACKENDS.stream()
                .filter(it -> it.word().equals(id.kind() == null ? Kinds.SERVICE.word() : id.kind()))
                .findFirst()
                .orElseThrow();
        return new BackendName(kind, new ObjectName(id.namespace(), id.name()));
    }
}
