package dev.sluice.validation;

import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;

/** XTelemetryPolicy. Source: xtelemetrypolicy_types.go of v1.7.0. */
final class TelemetryPolicySchema {

    private static final String ENABLED = "Enabled";

    private static final StringSchema MODE = Schema.oneOf(ENABLED, "Disabled", "ImplementationDefault");

    private static final String BY_DEFAULT = "\"ImplementationDefault\"";

    private static final StringSchema NAME = Schema.string()
            .length(1, 256)
            .matching("^[a-zA-Z0-9_.:/-]+$", "letters, digits, underscores, dots, colons, slashes and dashes");

    private static final ObjectSchema ATTRIBUTE = Schema.object()
            .required("name", NAME)
            .required("sourceType", Schema.oneOf("Header", "Literal", "Attribute"))
            .optional("headerName", SharedTypes.HEADER_NAME)
            .optional("literalValue", Schema.string().length(1, 1024))
            .optional(
                    "attributeKey",
                    Schema.string()
                            .length(1, 256)
                            .matching("^[a-z0-9_.-]+$", "a key of OpenTelemetry, such as http.request.method"))
            .rule(onlyFor("Header", "headerName"))
            .rule(onlyFor("Literal", "literalValue"))
            .rule(onlyFor("Attribute", "attributeKey"));

    private static final ArraySchema ATTRIBUTES = Schema.list(ATTRIBUTE).asMap("name");

    private static final ObjectSchema PROVIDER =
            Schema.object().required("backendRef", References.BACKEND_OBJECT).optional("headers", RouteFilters.HEADERS);

    private static final ObjectSchema PARENT_BASED = Schema.object()
            .preset("mode", MODE, BY_DEFAULT)
            .optional("samplingRate", RouteFilters.FRACTION)
            .rule(onlyIfEnabled("samplingRate"));

    private static final ObjectSchema TRACING = Schema.object()
            .preset("mode", MODE, BY_DEFAULT)
            .optional("provider", PROVIDER)
            .optional("samplingRate", RouteFilters.FRACTION)
            .optional("parentBasedSampling", PARENT_BASED)
            .optional(
                    "serviceName",
                    Schema.string()
                            .length(1, 253)
                            .matching(
                                    "^[a-zA-Z0-9_.:/-]+$",
                                    "letters, digits, underscores, dots, colons, slashes and dashes"))
            .optional(
                    "spanName",
                    Schema.string()
                            .length(1, 256)
                            .matching(
                                    "^[a-zA-Z0-9_.:/-]+( [a-zA-Z0-9_.:/-]+)*$",
                                    "words of letters, digits, underscores, dots, colons, slashes and dashes"))
            .optional("attributes", ATTRIBUTES)
            .rule(new Rule(
                    "provider is required when mode is Enabled, and must be empty otherwise",
                    "set mode: Enabled together with provider, or leave out both",
                    it -> Values.is(it, "mode", ENABLED) == it.has("provider")))
            .rule(onlyIfEnabled("samplingRate"))
            .rule(onlyIfEnabled("parentBasedSampling"))
            .rule(onlyIfEnabled("serviceName"))
            .rule(onlyIfEnabled("spanName"))
            .rule(onlyIfEnabled("attributes"));

    /** TelemetryPolicySpec. */
    static final ObjectSchema SPEC = Schema.object()
            .required("targetRefs", Schema.list(References.LOCAL_OBJECT).size(1, 16))
            .optional("tracing", TRACING)
            .rule(new Rule(
                    "at least one of the fields in [tracing] must be set", "add tracing", it -> it.has("tracing")));

    private TelemetryPolicySchema() {}

    private static Rule onlyIfEnabled(String field) {
        return new Rule(
                field + " can only be set when mode is Enabled",
                "set mode: Enabled, or remove " + field,
                it -> !it.has(field) || Values.is(it, "mode", ENABLED));
    }

    private static Rule onlyFor(String type, String field) {
        return new Rule(
                "%s is required when sourceType is %s, and must be empty otherwise".formatted(field, type),
                "set the field that belongs to the sourceType, and no other",
                it -> it.has(field) == Values.is(it, "sourceType", type));
    }
}
