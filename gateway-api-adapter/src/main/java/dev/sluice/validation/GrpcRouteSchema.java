package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.HEADER_NAME;
import static dev.sluice.validation.SharedTypes.HOSTNAME;
import static dev.sluice.validation.SharedTypes.SECTION_NAME;

import com.google.re2j.Pattern;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import tools.jackson.databind.JsonNode;

/** GRPCRoute. Source: grpcroute_types.go. */
final class GrpcRouteSchema {

    private static final Pattern SERVICE = Pattern.compile("^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$");
    private static final Pattern METHOD = Pattern.compile("^[A-Za-z_][A-Za-z_0-9]*$");

    private static final ObjectSchema METHOD_MATCH = Schema.object()
            .preset("type", Schema.oneOf("Exact", "RegularExpression"), "\"Exact\"")
            .optional("service", Schema.string().length(0, 1024))
            .optional("method", Schema.string().length(0, 1024))
            .rule(new Rule(
                    "One or both of 'service' or 'method' must be specified",
                    "add service or method, or remove the whole method match",
                    it -> it.has("service") || it.has("method")))
            .rule(new Rule(
                    "service must only contain valid characters (matching ^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$)",
                    "write it as package.Service",
                    it -> fits(it, "service", SERVICE)))
            .rule(new Rule(
                    "method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)",
                    "write only the method's name",
                    it -> fits(it, "method", METHOD)));

    private static final ObjectSchema HEADER_MATCH = Schema.object()
            .preset("type", Schema.oneOf("Exact", "RegularExpression"), "\"Exact\"")
            .required("name", HEADER_NAME)
            .required("value", Schema.string().length(1, 4096));

    private static final ObjectSchema MATCH = Schema.object()
            .optional("method", METHOD_MATCH)
            .optional("headers", Schema.list(HEADER_MATCH).asMap("name").size(0, 16));

    private static final ObjectSchema RULE = Schema.object()
            .optional("name", SECTION_NAME)
            .optional("matches", Schema.list(MATCH).size(0, 64))
            .optional("filters", RouteFilters.GRPC)
            .optional(
                    "backendRefs",
                    Schema.list(References.BACKEND.optional("filters", RouteFilters.GRPC))
                            .size(0, 16))
            .optional("sessionPersistence", SharedTypes.SESSION_PERSISTENCE);

    /** GRPCRouteSpec. */
    static final ObjectSchema SPEC = References.COMMON_ROUTE
            .optional("hostnames", Schema.list(HOSTNAME).size(0, 16))
            .optional("rules", HttpRouteSchema.rules(Schema.list(RULE).size(0, 16)));

    private GrpcRouteSchema() {}

    private static boolean fits(JsonNode match, String field, Pattern pattern) {
        return !match.has(field)
                || Values.is(match, "type", "RegularExpression")
                || pattern.matcher(Values.text(match, field)).find();
    }
}
