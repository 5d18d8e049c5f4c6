package dev.sluice.source.kubernetes;

import static java.util.stream.Collectors.toCollection;

import dev.sluice.resource.BackendName;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.Route;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.XBackend;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which pods are read: a cluster may have very many, and they change all the time. Only those of the namespaces of
 * XBackends that select pods and that a route, or a policy for traces, refers to.
 */
final class PodsInNeed {

    private PodsInNeed() {}

    /** Whether a change of this kind may change which are needed. */
    static boolean dependsOn(WatchedKind kind) {
        return Kinds.X_BACKEND.equals(kind.read())
                || Kinds.X_TELEMETRY_POLICY.equals(kind.read())
                || Kinds.ROUTES.stream().anyMatch(route -> route.equals(kind.read()));
    }

    /**
     * Namespaces whose pods are selected, in the order of their names.
     *
     * @param telemetry policies for traces
     */
    static List<String> namespaces(Stream<XBackend> xBackends, Stream<Route> routes, Stream<Policy> telemetry) {
        Set<ObjectName> selecting =
                xBackends.filter(PodsInNeed::selects).map(XBackend::name).collect(Collectors.toSet());
        if (selecting.isEmpty()) {
            return List.of();
        }
        var collectors = telemetry.flatMap(
                policy -> policy instanceof TelemetryPolicy it ? it.collector().stream() : Stream.empty());
        return List.copyOf(Stream.concat(routes.flatMap(Route::backends), collectors)
                .filter(backend -> backend.kind().equals(Kinds.X_BACKEND))
                .map(BackendName::name)
                .filter(selecting::contains)
                .map(ObjectName::namespace)
                .collect(toCollection(TreeSet::new)));
    }

    private static boolean selects(XBackend object) {
        return object.definition() instanceof XBackend.Definition.Spec spec
                && spec.destination() instanceof XBackend.Destination.EndpointSelector;
    }
}
