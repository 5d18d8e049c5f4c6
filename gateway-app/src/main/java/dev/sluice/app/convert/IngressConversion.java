package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import dev.sluice.source.file.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Ingresses to Gateways and HTTPRoutes. Each namespace has one Gateway: a Listener for clear text, and one for each
 * host with TLS. Each host of an Ingress becomes an HTTPRoute. Source: networking.k8s.io/v1.
 */
final class IngressConversion {

    private final Conversion result = new Conversion();
    private final Map<String, JsonNode> services = new HashMap<>();
    private final Map<String, IngressGateway> gateways = new TreeMap<>();
    private final List<IngressRule> rules = new ArrayList<>();
    private final String gatewayName;

    private IngressConversion(String gatewayName) {
        this.gatewayName = gatewayName;
    }

    /**
     * Translates.
     *
     * @param trees Ingresses, and Services where a port is named
     * @param gatewayName of the Gateways
     * @param gatewayClass of the Gateways
     */
    static Conversion of(List<YamlTree> trees, String gatewayName, String gatewayClass) {
        var conversion = new IngressConversion(gatewayName);
        trees.stream()
                .map(YamlTree::tree)
                .filter(tree -> tree.path("kind").asString("").equals("Service"))
                .forEach(tree -> conversion.services.put(namespace(tree) + "/" + name(tree), tree));
        trees.forEach(conversion::read);
        conversion.gateways.values().forEach(gateway -> conversion.result.add(gateway.object(gatewayClass)));
        IngressRule.merged(conversion.rules).forEach(conversion.result::add);
        return conversion.result;
    }

    static String namespace(JsonNode tree) {
        return tree.path("metadata").path("namespace").asString("");
    }

    static String name(JsonNode tree) {
        return tree.path("metadata").path("name").asString("");
    }

    private void read(YamlTree document) {
        JsonNode tree = document.tree();
        String kind = tree.path("kind").asString("");
        if (!kind.equals("Ingress")) {
            if (!kind.equals("Service")) {
                result.note(
                        document.place().apply(""), kind + " " + name(tree), null, "not an Ingress; not looked at", "");
            }
            return;
        }
        var ingress = new IngressSource(document, result);
        String version = tree.path("apiVersion").asString("");
        if (version.equals("networking.k8s.io/v1")) {
            translate(ingress);
        } else {
            ingress.lost(
                    "apiVersion", "\"%s\" is not read".formatted(version), "write the Ingress as networking.k8s.io/v1");
        }
    }

    private void translate(IngressSource ingress) {
        IngressGateway gateway =
                gateways.computeIfAbsent(ingress.namespace(), namespace -> new IngressGateway(namespace, gatewayName));
        gateway.addTls(ingress);
        var annotations = NginxAnnotations.of(ingress);
        JsonNode hosts = ingress.spec().path("rules");
        for (int i = 0; i < hosts.size(); i++) {
            host(ingress, annotations, gateway, hosts.get(i), "spec.rules[" + i + "]");
        }
        JsonNode fallback = ingress.spec().path("defaultBackend");
        if (!fallback.isMissingNode()) {
            rules.add(new IngressRule(
                    ingress,
                    "",
                    "-default",
                    gateway.allParents(),
                    map("path", map("type", "PathPrefix", "value", "/")),
                    annotations.filters(ingress, "spec.defaultBackend", "/"),
                    annotations.reachNoBackend() ? List.of() : backend(ingress, fallback, "spec.defaultBackend"),
                    annotations.canary()));
        }
    }

    private void host(
            IngressSource ingress, NginxAnnotations annotations, IngressGateway gateway, JsonNode rule, String field) {
        String host = rule.path("host").asString("");
        boolean redirects = annotations.redirectsToTls() && gateway.hasTls(host);
        if (redirects) {
            rules.add(IngressRule.toTls(ingress, host, gateway.clearParents()));
        }
        List<Map<String, Object>> parents = redirects ? gateway.tlsParents(host) : gateway.parents(host);
        annotations.appRoot().ifPresent(target -> rules.add(IngressRule.appRoot(ingress, host, parents, target)));
        JsonNode paths = rule.path("http").path("paths");
        for (int i = 0; i < paths.size(); i++) {
            String at = field + ".http.paths[" + i + "]";
            JsonNode path = paths.get(i);
            IngressPath.of(ingress, path, annotations, at)
                    .ifPresent(found -> rules.add(new IngressRule(
                            ingress,
                            host,
                            "",
                            parents,
                            found.match(annotations),
                            found.filters(),
                            annotations.reachNoBackend() ? List.of() : backend(ingress, path.path("backend"), at),
                            annotations.canary())));
        }
    }

    /** Without one where it cannot be named: such a rule is answered 500, and no weaker one takes its requests. */
    private List<Map<String, Object>> backend(IngressSource ingress, JsonNode backend, String field) {
        JsonNode service = backend.path("service");
        String name = service.path("name").asString("");
        if (name.isEmpty()) {
            ingress.lost(
                    field, "a backend that is no Service; requests are answered 500", "name a Service as its backend");
            return List.of();
        }
        JsonNode port = service.path("port");
        if (port.path("number").isNumber()) {
            return List.of(map("name", name, "port", port.path("number").asInt()));
        }
        String word = port.path("name").asString("");
        for (JsonNode of : services.getOrDefault(ingress.namespace() + "/" + name, ingress.spec())
                .path("spec")
                .path("ports")) {
            if (of.path("name").asString("").equals(word)) {
                return List.of(map("name", name, "port", of.path("port").asInt()));
            }
        }
        ingress.lost(
                field,
                "port \"%s\" of Service %s is not known; requests are answered 500".formatted(word, name),
                "import the Service together with the Ingress, or write the port's number");
        return List.of();
    }
}
