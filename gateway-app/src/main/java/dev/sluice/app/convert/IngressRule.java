package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule of an HTTPRoute, with the Ingress that it is from.
 *
 * @param host empty: any
 * @param suffix of the name of its HTTPRoute; empty: none
 * @param canary share of the requests of the rule with the same match, in percent; -1: it is no canary by weight
 */
record IngressRule(
        IngressSource ingress,
        String host,
        String suffix,
        List<Map<String, Object>> parents,
        Map<String, Object> match,
        List<Map<String, Object>> filters,
        List<Map<String, Object>> backends,
        int canary) {

    private static final int ALL = 100;
    private static final int NONE = -1;

    /** Clear text is answered with the place of TLS, as ingress-nginx does. */
    static IngressRule toTls(IngressSource ingress, String host, List<Map<String, Object>> parents) {
        return redirect(ingress, host, "-to-https", parents, "PathPrefix", map("scheme", "https", "statusCode", 308));
    }

    static IngressRule appRoot(IngressSource ingress, String host, List<Map<String, Object>> parents, String target) {
        return redirect(
                ingress,
                host,
                "",
                parents,
                "Exact",
                map("path", map("type", "ReplaceFullPath", "replaceFullPath", target), "statusCode", 302));
    }

    private static IngressRule redirect(
            IngressSource ingress,
            String host,
            String suffix,
            List<Map<String, Object>> parents,
            String type,
            Map<String, Object> redirect) {
        return new IngressRule(
                ingress,
                host,
                suffix,
                parents,
                map("path", map("type", type, "value", "/")),
                List.of(map("type", "RequestRedirect", "requestRedirect", redirect)),
                List.of(),
                NONE);
    }

    /**
     * HTTPRoutes of rules, one for each Ingress, host and set of Listeners; canaries by weight join what they share.
     */
    static List<Map<String, Object>> merged(List<IngressRule> rules) {
        Map<String, List<IngressRule>> routes = new LinkedHashMap<>();
        withCanaries(rules)
                .forEach(rule -> routes.computeIfAbsent(rule.routeName(), _ -> new ArrayList<>())
                        .add(rule));
        return routes.values().stream()
                .map(of ->
                        of.getFirst().route(of.stream().map(IngressRule::rule).toList()))
                .toList();
    }

    private static List<IngressRule> withCanaries(List<IngressRule> rules) {
        List<IngressRule> joined = new ArrayList<>(
                rules.stream().filter(rule -> rule.canary == NONE).toList());
        for (IngressRule canary : rules) {
            if (canary.canary != NONE) {
                int main = first(joined, canary);
                if (main < 0) {
                    canary.ingress.lost(
                            null,
                            "a canary without an Ingress that has the same host and path",
                            "import both together");
                } else {
                    joined.set(main, joined.get(main).with(canary));
                }
            }
        }
        return joined;
    }

    private static int first(List<IngressRule> rules, IngressRule canary) {
        for (int i = 0; i < rules.size(); i++) {
            IngressRule rule = rules.get(i);
            if (rule.ingress.namespace().equals(canary.ingress.namespace())
                    && rule.host.equals(canary.host)
                    && rule.suffix.equals(canary.suffix)
                    && rule.match.equals(canary.match)
                    && !rule.backends.isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private IngressRule with(IngressRule other) {
        List<Map<String, Object>> shared = new ArrayList<>();
        backends.forEach(backend -> shared.add(weighted(backend, ALL - other.canary)));
        other.backends.forEach(backend -> shared.add(weighted(backend, other.canary)));
        return new IngressRule(ingress, host, suffix, parents, match, filters, shared, canary);
    }

    private static Map<String, Object> weighted(Map<String, Object> backend, int weight) {
        Map<String, Object> copy = new LinkedHashMap<>(backend);
        copy.put("weight", weight);
        return copy;
    }

    /** Unique in its namespace as long as no Ingress is named as another with a host. */
    private String routeName() {
        return ingress.namespace()
                + "/"
                + ingress.name()
                + (host.isEmpty() ? "" : "-" + IngressGateway.label(host))
                + suffix;
    }

    private Map<String, Object> rule() {
        return map("matches", List.of(match), "filters", filters, "backendRefs", backends);
    }

    private Map<String, Object> route(List<Map<String, Object>> of) {
        return Conversion.object(
                "gateway.networking.k8s.io/v1",
                "HTTPRoute",
                ingress.namespace(),
                routeName().substring(routeName().indexOf('/') + 1),
                map("parentRefs", parents, "hostnames", host.isEmpty() ? List.of() : List.of(host), "rules", of));
    }
}
