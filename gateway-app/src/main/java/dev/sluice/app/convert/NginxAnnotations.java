package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Annotations of ingress-nginx. Source: its documentation, Annotations.
 *
 * @param values by name without prefix
 * @param nginx whether the Ingress is of ingress-nginx, whose defaults then count
 */
record NginxAnnotations(Map<String, String> values, boolean nginx, boolean hasTls) {

    private static final String PREFIX = "nginx.ingress.kubernetes.io/";
    private static final int NO_CANARY = -1;
    private static final int MOST = 100;

    private static final Set<String> SAID = Set.of(
            "rewrite-target",
            "use-regex",
            "app-root",
            "ssl-redirect",
            "force-ssl-redirect",
            "permanent-redirect",
            "temporal-redirect",
            "upstream-vhost",
            "x-forwarded-prefix",
            "enable-cors",
            "cors-allow-origin",
            "cors-allow-methods",
            "cors-allow-headers",
            "cors-allow-credentials",
            "cors-expose-headers",
            "cors-max-age",
            "canary",
            "canary-weight",
            "canary-by-header",
            "canary-by-header-value");

    /** Such as leave somebody out: without them more requests would be answered. */
    private static final Map<String, String> CLOSING = Map.of(
            "whitelist-source-range", "who may send requests is not limited by an HTTPRoute",
            "allowlist-source-range", "who may send requests is not limited by an HTTPRoute",
            "denylist-source-range", "who may send requests is not limited by an HTTPRoute",
            "auth-type", "an HTTPRoute asks for no password",
            "auth-url", "write an ExternalAuth filter for it",
            "auth-tls-secret", "client certificates are asked for by the Gateway, at spec.tls.frontend",
            "limit-rps", "requests are not limited by an HTTPRoute",
            "limit-rpm", "requests are not limited by an HTTPRoute",
            "limit-connections", "connections are not limited by an HTTPRoute",
            "satisfy", "an HTTPRoute asks for no password");

    private static final Map<String, String> OTHER = Map.of(
            "proxy-read-timeout", "it is between two reads; timeouts.request of a rule limits the whole",
            "proxy-send-timeout", "it is between two writes; timeouts.request of a rule limits the whole",
            "proxy-connect-timeout", "timeouts of a rule do not name the connection",
            "proxy-body-size", "an HTTPRoute does not limit bodies; sluice.listen does",
            "backend-protocol", "write appProtocol on the port of the Service, and a BackendTLSPolicy for HTTPS",
            "affinity", "write sessionPersistence at the rule",
            "server-snippet", "it is nginx's own language",
            "configuration-snippet", "it is nginx's own language");

    static NginxAnnotations of(IngressSource ingress) {
        Map<String, String> values = new TreeMap<>();
        ingress.annotations().properties().forEach(annotation -> {
            String key = annotation.getKey();
            if (key.startsWith(PREFIX)) {
                values.put(key.substring(PREFIX.length()), annotation.getValue().asString(""));
            } else if (key.contains("ingress.kubernetes.io/") || key.startsWith("haproxy.org/")) {
                ingress.lost(annotation(key), "an annotation of another controller, not translated", "");
            }
        });
        values.keySet().stream().filter(key -> !SAID.contains(key)).forEach(key -> unsaid(ingress, key));
        return new NginxAnnotations(
                values,
                ingress.className().contains("nginx"),
                !ingress.spec().path("tls").isEmpty());
    }

    private static void unsaid(IngressSource ingress, String key) {
        String closing = CLOSING.get(key);
        if (closing == null) {
            ingress.lost(
                    annotation(PREFIX + key),
                    "not translated",
                    OTHER.getOrDefault(key, "Gateway API has no field for it"));
        } else {
            ingress.lost(
                    annotation(PREFIX + key),
                    "not translated: its rules are answered 500 until that is decided",
                    closing);
        }
    }

    private static String annotation(String key) {
        return "metadata.annotations[" + key + "]";
    }

    /** Whether something that keeps requests out has no counterpart. */
    private boolean closes() {
        return values.keySet().stream().anyMatch(CLOSING::containsKey);
    }

    private boolean is(String key) {
        return values.getOrDefault(key, "").equals("true");
    }

    /** Clear text is redirected where TLS is; ingress-nginx does that by default. */
    boolean redirectsToTls() {
        String word = values.get("ssl-redirect");
        return is("force-ssl-redirect") || (hasTls && (word == null ? nginx : word.equals("true")));
    }

    boolean usesExpressions() {
        return is("use-regex") || rewriteTarget().indexOf('$') >= 0;
    }

    /** Empty: none. */
    String rewriteTarget() {
        return values.getOrDefault("rewrite-target", "");
    }

    Optional<String> appRoot() {
        return Optional.ofNullable(values.get("app-root"));
    }

    /** Whether requests are redirected, or nobody may be let to the backend who was kept out before. */
    boolean reachNoBackend() {
        return closes() || values.containsKey("permanent-redirect") || values.containsKey("temporal-redirect");
    }

    /** In percent; -1: none. */
    int canary() {
        String weight = values.get("canary-weight");
        return is("canary") && weight != null && canaryHeader().isEmpty() ? (int) number(weight, MOST) : NO_CANARY;
    }

    /** The header that chooses the canary. */
    Optional<Map<String, Object>> canaryHeader() {
        String name = values.get("canary-by-header");
        return is("canary") && name != null
                ? Optional.of(map("name", name, "value", values.getOrDefault("canary-by-header-value", "always")))
                : Optional.empty();
    }

    /** Filters of a rule. */
    List<Map<String, Object>> filters(IngressSource ingress, String field, String path) {
        String target = rewriteTarget();
        if (target.indexOf('$') >= 0) {
            ingress.lost(
                    field,
                    "rewrite-target \"%s\" has groups and path %s has none".formatted(target, path),
                    "write the path that backends get; the path is forwarded as it is");
            return filtersWithPath(ingress, null);
        }
        return filtersWithPath(
                ingress, target.isEmpty() ? null : map("type", "ReplaceFullPath", "replaceFullPath", target));
    }

    /** @param path of a URLRewrite; null: it stays */
    List<Map<String, Object>> filtersWithPath(IngressSource ingress, @Nullable Map<String, Object> path) {
        Optional<Map<String, Object>> redirect = NginxRedirect.of(ingress, values);
        if (redirect.isPresent()) {
            return List.of(redirect.get());
        }
        List<Map<String, Object>> filters = new ArrayList<>();
        String prefix = values.get("x-forwarded-prefix");
        if (prefix != null) {
            filters.add(map(
                    "type",
                    "RequestHeaderModifier",
                    "requestHeaderModifier",
                    map("set", List.of(map("name", "X-Forwarded-Prefix", "value", prefix)))));
        }
        if (is("enable-cors")) {
            filters.add(cors());
        }
        String host = values.get("upstream-vhost");
        if (path != null || host != null) {
            Map<String, Object> rewrite = host == null ? map() : map("hostname", host);
            if (path != null) {
                rewrite.put("path", path);
            }
            filters.add(map("type", "URLRewrite", "urlRewrite", rewrite));
        }
        return filters;
    }

    private Map<String, Object> cors() {
        return map(
                "type",
                "CORS",
                "cors",
                map(
                        "allowOrigins",
                        list("cors-allow-origin", "*"),
                        "allowMethods",
                        list("cors-allow-methods", "GET, PUT, POST, DELETE, PATCH, OPTIONS"),
                        "allowHeaders",
                        list(
                                "cors-allow-headers",
                                "DNT, Keep-Alive, User-Agent, X-Requested-With, If-Modified-Since, Cache-Control,"
                                        + " Content-Type, Range, Authorization"),
                        "exposeHeaders",
                        list("cors-expose-headers", ""),
                        "allowCredentials",
                        values.getOrDefault("cors-allow-credentials", "true").equals("true"),
                        "maxAge",
                        number(values.getOrDefault("cors-max-age", "1728000"), Integer.MAX_VALUE)));
    }

    /** At most so much; 0 where it is no number. */
    private static long number(String word, int most) {
        return !word.isEmpty() && word.length() < 10 && word.chars().allMatch(Character::isDigit)
                ? Math.min(Long.parseLong(word), most)
                : 0;
    }

    private List<String> list(String key, String usual) {
        return Arrays.stream(values.getOrDefault(key, usual).split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
