package dev.sluice.graph.backend;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.graph.backend.ServiceEndpoints.Found;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.Pod;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pods that a selector selects, ready and terminating as a Service's EndpointSlices would have them. Source:
 * EndpointSelectorBackend.
 */
final class PodEndpoints {

    private PodEndpoints() {}

    /** Those of a namespace that have all these labels. */
    static Found of(Reading reading, String namespace, Map<String, String> labels, int port) {
        var pods = reading.pods(namespace, labels).stream().filter(Pod::ready).toList();
        return new Found(endpoints(pods, port, pod -> !pod.terminating()), endpoints(pods, port, Pod::terminating));
    }

    private static List<Endpoint> endpoints(List<Pod> pods, int port, Predicate<Pod> wanted) {
        return pods.stream()
                .filter(wanted)
                .flatMap(pod -> {
                    var ip = pod.ip();
                    return ip == null ? Stream.<Endpoint>of() : Stream.of(new Endpoint(ip, port, uid(pod)));
                })
                .toList();
    }

    private static @Nullable String uid(Pod pod) {
        String uid = pod.metadata().uid();
        return uid.isEmpty() ? null : uid;
    }
}
