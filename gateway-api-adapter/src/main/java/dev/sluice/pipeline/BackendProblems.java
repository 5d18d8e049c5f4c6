package dev.sluice.pipeline;

import static java.util.stream.Collectors.toSet;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleBackends;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Backends that a rule leads to and that have no ready endpoint. A Service may have none for a while, so no condition
 * of Gateway API speaks of it.
 */
final class BackendProblems {

    private BackendProblems() {}

    /** Those of a configuration, each once, in the order of the rules. */
    static List<Problem> of(GatewayConfig config) {
        Set<BackendId> empty = config.backends().stream()
                .filter(backend ->
                        backend.endpoints().isEmpty() && backend.terminating().isEmpty())
                .map(Backend::id)
                .collect(toSet());
        if (empty.isEmpty()) {
            return List.of();
        }
        Map<String, Problem> problems = new LinkedHashMap<>();
        config.listeners()
                .flatMap(listener -> listener.routes().stream())
                .flatMap(route -> route.rules().stream())
                .forEach(rule -> RuleBackends.NEEDED
                        .of(rule)
                        .filter(empty::contains)
                        .forEach(backend -> problems.computeIfAbsent(backend.toString(), _ -> problem(rule, backend))));
        return List.copyOf(problems.values());
    }

    private static Problem problem(Rule rule, BackendId backend) {
        String effect = switch (backend.use()) {
            case HTTP, GRPC -> "requests are answered 503";
            case STREAM, PASSTHROUGH -> "connections are closed";
            case DATAGRAM -> "datagrams are dropped";
        };
        return new Problem(
                Severity.WARNING,
                null,
                Objects.requireNonNullElse(backend.kind(), "Service") + " " + backend.namespace() + "/"
                        + backend.name(),
                null,
                "port %d has no ready endpoint, so %s: of %s spec.rules[%d] and whatever else leads there"
                        .formatted(
                                backend.port(),
                                effect,
                                rule.id().route(),
                                rule.id().index()),
                "see whether its pods are ready, and whether selector and targetPort fit them");
    }
}
