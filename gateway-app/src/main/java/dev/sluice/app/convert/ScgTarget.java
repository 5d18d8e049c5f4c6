package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a route sends its requests.
 *
 * @param objects that are needed for it
 * @param hostname that an outside host must be asked by; null: that of the request
 */
record ScgTarget(
        List<Map<String, Object>> backends,
        List<Map<String, Object>> objects,
        @Nullable String hostname) {

    static final ScgTarget NONE = new ScgTarget(List.of(), List.of(), null);

    private static final Set<String> CLEAR = Set.of("http", "ws");
    private static final Set<String> TLS = Set.of("https", "wss");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Empty where it has no counterpart; that was noted. */
    static Optional<ScgTarget> of(ScgRoute route, String namespace, @Nullable Integer balancedPort) {
        String text = route.node().path("uri").asString("");
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme());
            String host = uri.getHost() == null ? String.valueOf(uri.getAuthority()) : uri.getHost();
            if (scheme.equals("lb")) {
                return balanced(route, host, balancedPort);
            }
            if (uri.getHost() != null && CLEAR.contains(scheme)) {
                return Optional.of(to(route, namespace, host, uri.getPort() < 0 ? HTTP : uri.getPort(), false));
            }
            if (uri.getHost() != null && TLS.contains(scheme)) {
                return Optional.of(to(route, namespace, host, uri.getPort() < 0 ? HTTPS : uri.getPort(), true));
            }
        } catch (IllegalArgumentException noUri) {
            // As below.
        }
        route.lost(
                ".uri",
                "\"%s\" is no host (expected: http, https, ws, wss or lb)".formatted(text),
                "the route is not written");
        return Optional.empty();
    }

    private static Optional<ScgTarget> balanced(ScgRoute route, String service, @Nullable Integer port) {
        if (port == null) {
            route.lost(
                    ".uri",
                    "lb://%s names no port; the route is not written".formatted(service),
                    "say the port of the Services by --lb-port");
            return Optional.empty();
        }
        return Optional.of(new ScgTarget(List.of(map("name", service, "port", port)), List.of(), null));
    }

    /** A name of one label, or one that ends as those of Services do, is a Service; any other is outside. */
    private static ScgTarget to(ScgRoute route, String namespace, String host, int port, boolean tls) {
        List<String> labels = List.of(host.split("\\.", -1));
        boolean isService = !host.equals("localhost")
                && (labels.size() == 1 || (labels.size() > 2 && labels.get(2).equals("svc")));
        if (!isService) {
            return outside(namespace, host, port, tls);
        }
        String name = labels.getFirst();
        String of = labels.size() > 1 ? labels.get(1) : namespace;
        Map<String, Object> backend = map("name", name, "port", port);
        List<Map<String, Object>> objects = new ArrayList<>();
        if (!of.equals(namespace)) {
            backend.put("namespace", of);
            grant(route, namespace, of, name).ifPresent(objects::add);
        }
        if (tls) {
            objects.add(overTls(of, name, host));
        }
        return new ScgTarget(List.of(backend), objects, null);
    }

    /** What lets routes of another namespace refer to a Service. */
    private static Optional<Map<String, Object>> grant(ScgRoute route, String from, String of, String service) {
        if (from.isEmpty()) {
            route.note(
                    ".uri",
                    "Service %s/%s is in another namespace, which must allow it".formatted(of, service),
                    "write a ReferenceGrant, or say the namespace of the routes by --namespace: then one is written");
            return Optional.empty();
        }
        return Optional.of(Conversion.object(
                "gateway.networking.k8s.io/v1beta1",
                "ReferenceGrant",
                of,
                "routes-of-" + from + "-to-" + service,
                map(
                        "from",
                        List.of(map("group", "gateway.networking.k8s.io", "kind", "HTTPRoute", "namespace", from)),
                        "to",
                        List.of(map("group", "", "kind", "Service", "name", service)))));
    }

    private static ScgTarget outside(String namespace, String host, int port, boolean tls) {
        String name = "outside-"
                + host.replace('.', '-').replace(':', '-').replace("[", "").replace("]", "");
        List<Map<String, Object>> objects = new ArrayList<>();
        objects.add(Conversion.object(
                "v1",
                "Service",
                namespace,
                name,
                map("type", "ExternalName", "externalName", host, "ports", List.of(map("port", port)))));
        if (tls) {
            objects.add(overTls(namespace, name, host));
        }
        return new ScgTarget(List.of(map("name", name, "port", port)), objects, host);
    }

    private static Map<String, Object> overTls(String namespace, String service, String host) {
        return Conversion.object(
                "gateway.networking.k8s.io/v1",
                "BackendTLSPolicy",
                namespace,
                service,
                map(
                        "targetRefs",
                        List.of(map("group", "", "kind", "Service", "name", service)),
                        "validation",
                        map("hostname", host, "wellKnownCACertificates", "System")));
    }
}
