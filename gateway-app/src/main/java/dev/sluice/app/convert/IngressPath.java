package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A path of an Ingress in Gateway API's words.
 *
 * @param type of an HTTPRoute's path match
 */
record IngressPath(String type, String value, List<Map<String, Object>> filters) {

    private static final String PREFIX = "PathPrefix";
    /** How people write a prefix that is cut off. */
    private static final String REST = "(/|$)(.*)";

    private static final String METACHARACTERS = "()[]{}*+?|^$\\";

    /** Empty where it has no counterpart; that was noted. */
    static Optional<IngressPath> of(IngressSource ingress, JsonNode path, NginxAnnotations annotations, String field) {
        String value = path.path("path").asString("/");
        String type = path.path("pathType").asString("ImplementationSpecific");
        if (type.equals("Exact")) {
            return Optional.of(new IngressPath("Exact", value, annotations.filters(ingress, field, value)));
        }
        if (type.equals("ImplementationSpecific") && isExpression(value)) {
            return expression(ingress, value, annotations, field);
        }
        return Optional.of(new IngressPath(PREFIX, cut(value), annotations.filters(ingress, field, value)));
    }

    private static Optional<IngressPath> expression(
            IngressSource ingress, String value, NginxAnnotations annotations, String field) {
        String before = value.endsWith(REST) ? value.substring(0, value.length() - REST.length()) : "";
        String target = annotations.rewriteTarget();
        if (!before.isEmpty()
                && !isExpression(before)
                && target.endsWith("/$2")
                && target.indexOf('$') == target.length() - 2) {
            String kept = target.substring(0, target.length() - "/$2".length());
            return Optional.of(new IngressPath(
                    PREFIX, before, annotations.filtersWithPath(ingress, replacePrefix(kept.isEmpty() ? "/" : kept))));
        }
        if (target.indexOf('$') >= 0 || !annotations.usesExpressions()) {
            ingress.lost(
                    field,
                    "path %s with rewrite-target \"%s\": Gateway API replaces a prefix or the whole path, not groups"
                            .formatted(value, target),
                    "write a rule with a path prefix and a URLRewrite; the path is not served");
            return Optional.empty();
        }
        return Optional.of(new IngressPath(
                "RegularExpression", "(?i)" + value + ".*", annotations.filters(ingress, field, value)));
    }

    static Map<String, Object> replacePrefix(String with) {
        return map("type", "ReplacePrefixMatch", "replacePrefixMatch", with);
    }

    private static boolean isExpression(String path) {
        return path.chars().anyMatch(character -> METACHARACTERS.indexOf(character) >= 0);
    }

    /** A prefix is whole segments in both, with and without a slash at its end. */
    private static String cut(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    Map<String, Object> match(NginxAnnotations annotations) {
        Map<String, Object> match = map("path", map("type", type, "value", value));
        annotations.canaryHeader().ifPresent(header -> match.put("headers", List.of(header)));
        return match;
    }
}
