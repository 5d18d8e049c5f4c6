package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.DURATION;
import static dev.sluice.validation.SharedTypes.HEADER_NAME;
import static dev.sluice.validation.SharedTypes.HOSTNAME;
import static dev.sluice.validation.SharedTypes.SECTION_NAME;

import dev.sluice.resource.Durations;
import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** HTTPRoute. Source: httproute_types.go. */
final class HttpRouteSchema {

    /** Asked of the rules of every route. */
    static final Rule UNIQUE_NAMES = new Rule(
            "Rule name must be unique within the route",
            "rename one of the two",
            list -> Values.noTwo(list, (one, other) -> one.has("name") && Values.same(one, other, "name")));

    private static final String EVERY_PATH = "{\"type\":\"PathPrefix\",\"value\":\"/\"}";

    private static final ObjectSchema PATH_MATCH = Schema.object()
            .preset("type", Schema.oneOf("Exact", "PathPrefix", "RegularExpression"), "\"PathPrefix\"")
            .preset("value", Schema.string().length(0, 1024), "\"/\"")
            .rule(new Rule(
                    "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
                    "begin the value with /",
                    literal(value -> value.startsWith("/"))))
            .rules(Stream.of("//", "/./", "/../", "%2f", "%2F", "#")
                    .map(HttpRouteSchema::mustNotContain)
                    .toList())
            .rule(mustNotEndWith("/.."))
            .rule(mustNotEndWith("/."))
            .rule(new Rule(
                    "must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$)"
                            + " for types ['Exact', 'PathPrefix']",
                    "write other characters as %XX", literal(RouteFilters.PATH_CHARACTERS::fits)));

    private static final ObjectSchema MATCH = Schema.object()
            .preset("path", PATH_MATCH, EVERY_PATH)
            .optional("headers", valueMatches(SharedTypes.HEADER_VALUE))
            .optional("queryParams", valueMatches(Schema.string().length(1, 1024)))
            .optional(
                    "method",
                    Schema.oneOf("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"));

    private static final ObjectSchema TIMEOUTS = Schema.object()
            .optional("request", DURATION)
            .optional("backendRequest", DURATION)
            .rule(new Rule(
                    "backendRequest timeout cannot be longer than request timeout",
                    "shorten backendRequest",
                    HttpRouteSchema::backendTimeoutFits));

    private static final ObjectSchema RETRY = Schema.object()
            .optional("codes", Schema.list(Schema.integer(400, 599)).asSet())
            .preset("attempts", Schema.integer(0, Long.MAX_VALUE), "1")
            .optional("backoff", DURATION);

    private static final ObjectSchema RULE = Schema.object()
            .optional("name", SECTION_NAME)
            .preset("matches", Schema.list(MATCH).size(0, 64), "[{\"path\":" + EVERY_PATH + "}]")
            .optional("filters", RouteFilters.HTTP)
            .optional(
                    "backendRefs",
                    Schema.list(References.BACKEND.optional("filters", RouteFilters.HTTP))
                            .size(0, 16))
            .optional("timeouts", TIMEOUTS)
            .optional("retry", RETRY)
            .optional("sessionPersistence", SharedTypes.SESSION_PERSISTENCE)
            .rule(new Rule(
                    "RequestRedirect filter must not be used together with backendRefs",
                    "remove backendRefs or the redirect",
                    it -> Values.items(it, "backendRefs").isEmpty()
                            || Values.items(it, "filters").stream().noneMatch(filter -> filter.has("requestRedirect"))))
            .rule(onePrefix("", "RequestRedirect", "requestRedirect", it -> List.of(it)))
            .rule(onePrefix("", "URLRewrite", "urlRewrite", it -> List.of(it)))
            .rule(onePrefix("Within backendRefs, ", "RequestRedirect", "requestRedirect", HttpRouteSchema::backendRefs))
            .rule(onePrefix("Within backendRefs, ", "URLRewrite", "urlRewrite", HttpRouteSchema::backendRefs));

    /** HTTPRouteSpec. */
    static final ObjectSchema SPEC = References.COMMON_ROUTE
            .optional("hostnames", Schema.list(HOSTNAME).size(0, 16))
            .preset("rules", rules(Schema.list(RULE).size(1, 16)), "[{\"matches\":[{\"path\":" + EVERY_PATH + "}]}]");

    private HttpRouteSchema() {}

    /** What the rules of HTTPRoute and GRPCRoute have in common. */
    static ArraySchema rules(ArraySchema rules) {
        return rules.rule(UNIQUE_NAMES)
                .rule(new Rule(
                        "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a"
                                + " route must be less than 128",
                        "split the rules over several routes",
                        list -> list.values().stream()
                                        .mapToInt(rule -> rule.path("matches").size())
                                        .sum()
                                <= 128));
    }

    private static ArraySchema valueMatches(StringSchema value) {
        return Schema.list(Schema.object()
                        .preset("type", Schema.oneOf("Exact", "RegularExpression"), "\"Exact\"")
                        .required("name", HEADER_NAME)
                        .required("value", value))
                .asMap("name")
                .size(0, 16);
    }

    private static Predicate<JsonNode> literal(Predicate<String> holds) {
        return it -> Values.is(it, "type", "RegularExpression") || holds.test(Values.text(it, "value"));
    }

    private static Rule mustNotContain(String part) {
        return new Rule(
                "must not contain '" + part + "' when type one of ['Exact', 'PathPrefix']",
                "remove '" + part + "' from the path",
                literal(value -> !value.contains(part)));
    }

    private static Rule mustNotEndWith(String end) {
        return new Rule(
                "must not end with '" + end + "' when type one of ['Exact', 'PathPrefix']",
                "remove '" + end + "' from the path",
                literal(value -> !value.endsWith(end)));
    }

    private static boolean backendTimeoutFits(JsonNode timeouts) {
        if (!timeouts.has("request") || !timeouts.has("backendRequest")) {
            return true;
        }
        Duration request = Durations.parse(Values.text(timeouts, "request"));
        return request.isZero()
                || Durations.parse(Values.text(timeouts, "backendRequest")).compareTo(request) <= 0;
    }

    private static List<JsonNode> backendRefs(JsonNode rule) {
        return Values.items(rule, "backendRefs");
    }

    /** The specification's rule lets several holders pass; then each of them is told of in the route's status. */
    private static Rule onePrefix(
            String where, String filter, String member, Function<JsonNode, List<JsonNode>> holders) {
        return new Rule(
                where + (where.isEmpty() ? "W" : "w") + "hen using " + filter
                        + " filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified",
                "give the rule one match with type: PathPrefix",
                rule -> holders.apply(rule).stream()
                                        .filter(it -> replacesPrefix(it, member))
                                        .count()
                                != 1
                        || hasOnePrefix(rule));
    }

    private static boolean replacesPrefix(JsonNode holder, String member) {
        return Values.items(holder, "filters").stream()
                .anyMatch(it -> it.path(member).path("path").has("replacePrefixMatch"));
    }

    private static boolean hasOnePrefix(JsonNode rule) {
        List<JsonNode> matches = Values.items(rule, "matches");
        return matches.size() == 1 && Values.is(matches.getFirst().path("path"), "type", "PathPrefix");
    }
}
