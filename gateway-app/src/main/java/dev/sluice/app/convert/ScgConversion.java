package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import dev.sluice.source.file.YamlTree;
import dev.sluice.validation.schema.FieldPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Routes of Spring Cloud Gateway's properties to HTTPRoutes. Each route becomes one. */
final class ScgConversion {

    private static final List<String> ROOTS = List.of(
            "spring.cloud.gateway.server.webflux", "spring.cloud.gateway.server.webmvc", "spring.cloud.gateway");

    private final Conversion result = new Conversion();
    private final Map<String, ScgWeights> weights = new LinkedHashMap<>();
    private final String gateway;
    private final String namespace;
    private final @Nullable Integer balancedPort;

    private ScgConversion(String gateway, String namespace, @Nullable Integer balancedPort) {
        this.gateway = gateway;
        this.namespace = namespace;
        this.balancedPort = balancedPort;
    }

    /**
     * Translates.
     *
     * @param gateway parent of the routes
     * @param namespace of the routes; empty: none is written
     * @param balancedPort of Services that lb:// names; null: such a route is not translated
     */
    static Conversion of(List<YamlTree> trees, String gateway, String namespace, @Nullable Integer balancedPort) {
        var conversion = new ScgConversion(gateway, namespace, balancedPort);
        trees.forEach(conversion::read);
        conversion
                .weights
                .values()
                .forEach(group ->
                        conversion.result.add(conversion.object(group.first(), group.hostnames(), group.rules())));
        return conversion.result;
    }

    private void read(YamlTree document) {
        for (String root : ROOTS) {
            Optional<SpringProperties> routes = SpringProperties.find(document, root + ".routes");
            if (routes.isPresent()) {
                List<JsonNode> defaults = SpringProperties.find(document, root + ".default-filters")
                        .map(filters -> filters.value().valueStream().toList())
                        .orElse(List.of());
                FieldPath path = routes.get().path();
                for (int i = 0; i < routes.get().value().size(); i++) {
                    JsonNode route = routes.get().value().get(i);
                    route(new ScgRoute(document, path.item(i).text(), route, i, defaults, result));
                }
                return;
            }
        }
    }

    private void route(ScgRoute route) {
        if (route.hasPlaceholder()) {
            route.lost("", "a placeholder ${…}, whose value is not known here", "write the value");
            return;
        }
        var predicates = new ScgPredicates(route);
        var filters = new ScgFilters(route, namespace, predicates.paths());
        Optional<ScgTarget> target =
                filters.redirects() ? Optional.of(ScgTarget.NONE) : ScgTarget.of(route, namespace, balancedPort);
        if (!predicates.isComplete() || !filters.isComplete() || target.isEmpty()) {
            return;
        }
        target.get().objects().forEach(result::add);
        List<Map<String, Object>> rules = filters.rules(predicates, target.get());
        filters.objects().forEach(result::add);
        List<String> hostnames = predicates.hostnames();
        predicates
                .weight()
                .ifPresentOrElse(
                        weight -> weights.computeIfAbsent(weight.group(), _ -> new ScgWeights(route, hostnames, rules))
                                .add(route, weight, hostnames, rules, target.get()),
                        () -> result.add(object(route, hostnames, rules)));
        order(route);
    }

    private Map<String, Object> object(ScgRoute route, List<String> hostnames, List<Map<String, Object>> rules) {
        return Conversion.object(
                "gateway.networking.k8s.io/v1",
                "HTTPRoute",
                namespace,
                route.name(),
                map("parentRefs", List.of(map("name", gateway)), "hostnames", hostnames, "rules", rules));
    }

    private void order(ScgRoute route) {
        if (!route.node().path("order").isMissingNode()) {
            route.note(
                    ".order", "Gateway API has no order: the most specific match wins", "compare the routes' matches");
        }
    }
}
