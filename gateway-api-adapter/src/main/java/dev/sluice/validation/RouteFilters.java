package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.HEADER_NAME;
import static dev.sluice.validation.SharedTypes.PORT;
import static dev.sluice.validation.SharedTypes.PRECISE_HOSTNAME;

import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The filters of HTTPRoute and GRPCRoute. Source: HTTPRouteFilter, GRPCRouteFilter. */
final class RouteFilters {

    static final StringSchema PATH_CHARACTERS = Schema.string()
            .length(0, 1024)
            .matching(
                    "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$",
                    "the characters of a path; others as %XX");

    private static final ObjectSchema HEADER =
            Schema.object().required("name", HEADER_NAME).required("value", SharedTypes.HEADER_VALUE);
    /** HTTPHeaders of a filter, or of an export of traces. */
    static final ArraySchema HEADERS = Schema.list(HEADER).asMap("name").size(0, 16);

    private static final ObjectSchema HEADER_FILTER = Schema.object()
            .optional("set", HEADERS)
            .optional("add", HEADERS)
            .optional("remove", Schema.list(Schema.string()).asSet().size(0, 16));

    private static final ObjectSchema PATH_MODIFIER = Schema.object()
            .required("type", Schema.oneOf("ReplaceFullPath", "ReplacePrefixMatch"))
            .optional("replaceFullPath", Schema.string().length(0, 1024))
            .optional("replacePrefixMatch", Schema.string().length(0, 1024))
            .rules(memberOf("type", "ReplaceFullPath", "replaceFullPath"))
            .rules(memberOf("type", "ReplacePrefixMatch", "replacePrefixMatch"));

    private static final ObjectSchema REDIRECT = Schema.object()
            .optional("scheme", Schema.oneOf("http", "https"))
            .optional("hostname", PRECISE_HOSTNAME)
            .optional("path", PATH_MODIFIER)
            .optional("port", PORT)
            .preset("statusCode", Schema.oneOf(301, 302, 303, 307, 308), "302");

    private static final ObjectSchema REWRITE =
            Schema.object().optional("hostname", PRECISE_HOSTNAME).optional("path", PATH_MODIFIER);

    /** Fraction. */
    static final ObjectSchema FRACTION = Schema.object()
            .required("numerator", Schema.integer(0, Long.MAX_VALUE))
            .preset("denominator", Schema.integer(1, Long.MAX_VALUE), "100")
            .rule(new Rule(
                    "numerator must be less than or equal to denominator",
                    "give a part of at most the whole",
                    it -> it.path("numerator").longValue()
                            <= it.path("denominator").longValue()));

    private static final ObjectSchema MIRROR = Schema.object()
            .required("backendRef", References.BACKEND_OBJECT)
            .optional("percent", Schema.integer(0, 100))
            .optional("fraction", FRACTION)
            .rule(new Rule(
                    "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter",
                    "remove percent or fraction",
                    it -> !(it.has("percent") && it.has("fraction"))));

    private static final ObjectSchema CORS = Schema.object()
            .optional("allowOrigins", orAll(origins(), 64, "AllowOrigins cannot contain '*' alongside other origins"))
            .optional("allowCredentials", Schema.bool())
            .optional("allowMethods", orAll(methods(), 9, "AllowMethods cannot contain '*' alongside other methods"))
            .optional("allowHeaders", orAll(HEADER_NAME, 64, "AllowHeaders cannot contain '*' alongside other methods"))
            .optional("exposeHeaders", Schema.list(HEADER_NAME).asSet().size(0, 64))
            .preset("maxAge", Schema.integer(1, Long.MAX_VALUE), "5");

    /** HTTPExternalAuthFilter, which listeners have as well. */
    static final ObjectSchema EXTERNAL_AUTH = externalAuth();

    /** HTTPRouteFilter. */
    private static final ObjectSchema HTTP_FILTER = Schema.object()
            .required(
                    "type",
                    Schema.oneOf(
                            "RequestHeaderModifier",
                            "ResponseHeaderModifier",
                            "RequestMirror",
                            "RequestRedirect",
                            "URLRewrite",
                            "ExtensionRef",
                            "CORS",
                            "ExternalAuth"))
            .optional("requestHeaderModifier", HEADER_FILTER)
            .optional("responseHeaderModifier", HEADER_FILTER)
            .optional("requestMirror", MIRROR)
            .optional("requestRedirect", REDIRECT)
            .optional("urlRewrite", REWRITE)
            .optional("cors", CORS)
            .optional("externalAuth", EXTERNAL_AUTH)
            .optional("extensionRef", References.LOCAL_OBJECT)
            .rules(member("RequestHeaderModifier", "requestHeaderModifier"))
            .rules(member("ResponseHeaderModifier", "responseHeaderModifier"))
            .rules(member("RequestMirror", "requestMirror"))
            .rules(member("RequestRedirect", "requestRedirect"))
            .rules(member("URLRewrite", "urlRewrite"))
            .rules(member("CORS", "cors"))
            .rules(member("ExternalAuth", "externalAuth"))
            .rules(member("ExtensionRef", "extensionRef"));

    /** The filters of an HTTPRoute's rule or backend. */
    static final ArraySchema HTTP = Schema.list(HTTP_FILTER)
            .size(0, 16)
            .rule(new Rule(
                    "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both",
                    "remove the RequestRedirect or the URLRewrite filter",
                    list -> count(list, "RequestRedirect") == 0 || count(list, "URLRewrite") == 0))
            .rule(once("CORS"))
            .rule(once("RequestHeaderModifier"))
            .rule(once("ResponseHeaderModifier"))
            .rule(once("RequestRedirect"))
            .rule(once("URLRewrite"));

    private static final ObjectSchema GRPC_FILTER = Schema.object()
            .required(
                    "type",
                    Schema.oneOf("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef"))
            .optional("requestHeaderModifier", HEADER_FILTER)
            .optional("responseHeaderModifier", HEADER_FILTER)
            .optional("requestMirror", MIRROR)
            .optional("extensionRef", References.LOCAL_OBJECT)
            .rules(member("RequestHeaderModifier", "requestHeaderModifier"))
            .rules(member("ResponseHeaderModifier", "responseHeaderModifier"))
            .rules(member("RequestMirror", "requestMirror"))
            .rules(member("ExtensionRef", "extensionRef"));

    /** The filters of a GRPCRoute's rule or backend. */
    static final ArraySchema GRPC = Schema.list(GRPC_FILTER)
            .size(0, 16)
            .rule(once("RequestHeaderModifier"))
            .rule(once("ResponseHeaderModifier"));

    private RouteFilters() {}

    /** A union: the member that the type names is set, and no other. */
    static List<Rule> member(String type, String member) {
        return List.of(
                new Rule(
                        "filter." + member + " must be nil if the filter.type is not " + type,
                        "remove " + member + " or set type: " + type,
                        it -> !it.has(member) || Values.is(it, "type", type)),
                new Rule(
                        "filter." + member + " must be specified for " + type + " filter.type",
                        "add " + member,
                        it -> it.has(member) || !Values.is(it, "type", type)));
    }

    /** The member belongs to one value of a field: it is there with that value, and with no other. */
    private static List<Rule> memberOf(String field, String value, String member) {
        return List.of(
                new Rule(
                        "%s must be specified when %s is set to '%s'".formatted(member, field, value),
                        "add " + member,
                        it -> it.has(member) || !Values.is(it, field, value)),
                new Rule(
                        "%s must be '%s' when %s is set".formatted(field, value, member),
                        "remove %s or set %s: %s".formatted(member, field, value),
                        it -> !it.has(member) || Values.is(it, field, value)));
    }

    private static Rule once(String type) {
        return new Rule(type + " filter cannot be repeated", "join the two filters", list -> count(list, type) <= 1);
    }

    private static long count(JsonNode filters, String type) {
        return filters.values().stream()
                .filter(it -> Values.is(it, "type", type))
                .count();
    }

    private static ArraySchema orAll(StringSchema item, int max, String sentence) {
        return Schema.list(item)
                .asSet()
                .size(0, max)
                .rule(new Rule(
                        sentence,
                        "remove \"*\" or the others",
                        list -> list.size() <= 1
                                || list.values().stream()
                                        .noneMatch(it -> it.asString().equals("*"))));
    }

    private static StringSchema origins() {
        return Schema.string()
                .length(1, 253)
                .matching(
                        "(^\\*$)|(^(http(s)?):\\/\\/(((\\*\\.)?([a-zA-Z0-9\\-]+\\.)*[a-zA-Z0-9-]+|\\*)(:([0-9]{1,5}))?)$)",
                        "an origin such as https://shop.example.com or *");
    }

    private static StringSchema methods() {
        return Schema.oneOf("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*");
    }

    private static ObjectSchema externalAuth() {
        ArraySchema names = Schema.list(Schema.string()).asSet().size(0, 64);
        return Schema.object()
                .required("protocol", Schema.oneOf("HTTP", "GRPC"))
                .required("backendRef", References.BACKEND_OBJECT)
                .optional("grpc", Schema.object().optional("allowedHeaders", names))
                .optional(
                        "http",
                        Schema.object()
                                .optional("path", PATH_CHARACTERS)
                                .optional("allowedHeaders", names)
                                .optional("allowedResponseHeaders", names))
                .optional("forwardBody", Schema.object().optional("maxSize", Schema.integer(0, Integer.MAX_VALUE)))
                .rules(memberOf("protocol", "GRPC", "grpc"))
                .rules(memberOf("protocol", "HTTP", "http"));
    }
}
