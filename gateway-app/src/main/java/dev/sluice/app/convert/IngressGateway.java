package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The Gateway of a namespace, which its Ingresses fill. Not thread-safe. */
final class IngressGateway {

    private static final String CLEAR = "http";
    private static final String ISSUER = "cert-manager.io/";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final String namespace;
    private final String name;
    /** Secrets by host with TLS; the empty host is any. */
    private final Map<String, Set<String>> secrets = new LinkedHashMap<>();

    private final Map<String, Object> issuers = new TreeMap<>();

    IngressGateway(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    void addTls(IngressSource ingress) {
        JsonNode entries = ingress.spec().path("tls");
        for (int i = 0; i < entries.size(); i++) {
            String secret = entries.get(i).path("secretName").asString("");
            if (secret.isEmpty()) {
                ingress.lost(
                        "spec.tls[" + i + "]",
                        "TLS without a Secret, by a default certificate of the controller",
                        "name a Secret by secretName");
                continue;
            }
            JsonNode hosts = entries.get(i).path("hosts");
            Stream<String> names =
                    hosts.isEmpty() ? Stream.of("") : hosts.valueStream().map(JsonNode::asString);
            names.forEach(host ->
                    secrets.computeIfAbsent(host, _ -> new LinkedHashSet<>()).add(secret));
        }
        ingress.annotations().properties().stream()
                .filter(annotation -> annotation.getKey().startsWith(ISSUER))
                .forEach(annotation ->
                        issuers.put(annotation.getKey(), annotation.getValue().asString("")));
    }

    /** Whether a Listener with TLS serves a host. */
    boolean hasTls(String host) {
        return secrets.keySet().stream().anyMatch(served -> covers(served, host));
    }

    private static boolean covers(String served, String host) {
        return served.isEmpty()
                || served.equals(host)
                || (served.startsWith("*.") && host.endsWith(served.substring(1)) && !host.startsWith("*."));
    }

    List<Map<String, Object>> clearParents() {
        return List.of(parent(CLEAR));
    }

    List<Map<String, Object>> tlsParents(String host) {
        return secrets.keySet().stream()
                .filter(served -> covers(served, host))
                .map(served -> parent(listenerName(served)))
                .toList();
    }

    List<Map<String, Object>> parents(String host) {
        return Stream.concat(clearParents().stream(), tlsParents(host).stream()).toList();
    }

    /** Every Listener. */
    List<Map<String, Object>> allParents() {
        return List.of(map("name", name));
    }

    private Map<String, Object> parent(String listener) {
        return map("name", name, "sectionName", listener);
    }

    private static String listenerName(String host) {
        return host.isEmpty() ? "https" : "https-" + label(host);
    }

    /** A host as a part of a name. */
    static String label(String host) {
        return host.replace("*", "all").replace('.', '-');
    }

    Map<String, Object> object(String gatewayClass) {
        List<Object> listeners = new ArrayList<>();
        listeners.add(map("name", CLEAR, "port", HTTP, "protocol", "HTTP"));
        secrets.forEach((host, names) -> {
            Map<String, Object> listener = map("name", listenerName(host), "port", HTTPS, "protocol", "HTTPS");
            if (!host.isEmpty()) {
                listener.put("hostname", host);
            }
            listener.put(
                    "tls",
                    map(
                            "certificateRefs",
                            names.stream().map(secret -> map("name", secret)).toList()));
            listeners.add(listener);
        });
        return map(
                "apiVersion",
                "gateway.networking.k8s.io/v1",
                "kind",
                "Gateway",
                "metadata",
                metadata(),
                "spec",
                map("gatewayClassName", gatewayClass, "listeners", listeners));
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = Conversion.metadata(namespace, name);
        if (!issuers.isEmpty()) {
            metadata.put("annotations", issuers);
        }
        return metadata;
    }
}
