package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.HOSTNAME;
import static dev.sluice.validation.SharedTypes.SECTION_NAME;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;

/**
 * TCPRoute, UDPRoute and TLSRoute, whose rules are alike. Source: tcproute_types.go, udproute_types.go,
 * tlsroute_types.go.
 */
final class StreamRouteSchema {

    private static final ObjectSchema RULE = Schema.object()
            .optional("name", SECTION_NAME)
            .required("backendRefs", Schema.list(References.BACKEND).size(1, 16));
    private static final ObjectSchema ALPHA_RULE =
            RULE.optional("backendRefs", Schema.list(References.BACKEND).size(1, 16));

    /** TCPRouteSpec and UDPRouteSpec of v1. */
    static final ObjectSchema SPEC =
            References.COMMON_ROUTE.required("rules", Schema.list(RULE).size(1, 1));

    /** The same of v1alpha2: v1.1 allows several rules. */
    static final ObjectSchema ALPHA_SPEC = References.COMMON_ROUTE.required(
            "rules", Schema.list(ALPHA_RULE).size(1, 16).rule(HttpRouteSchema.UNIQUE_NAMES));

    /** TLSRouteSpec of v1 and v1alpha3. */
    static final ObjectSchema TLS_SPEC = SPEC.required(
            "hostnames",
            Schema.list(HOSTNAME)
                    .size(1, 1024)
                    .rule(new Rule(
                            "Hostnames cannot contain an IP",
                            "write a host name",
                            list -> list.values().stream().noneMatch(it -> Values.isIpAddress(it.asString())))));

    /** TLSRouteSpec of v1alpha2: v1.1 allows none, and several rules. */
    static final ObjectSchema TLS_ALPHA_SPEC =
            ALPHA_SPEC.optional("hostnames", Schema.list(HOSTNAME).size(0, 1024));

    private StreamRouteSchema() {}
}
