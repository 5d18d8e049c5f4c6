package dev.sluice.validation;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;

/** GatewayClass. Source: gatewayclass_types.go. */
final class GatewayClassSchema {

    /** GatewayController. */
    static final StringSchema CONTROLLER_NAME = Schema.string()
            .length(1, 253)
            .matching(
                    "^" + SharedTypes.SUBDOMAIN_REGEX + "\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$",
                    "a domain, '/' and a path, such as sluice.dev/gateway-controller");

    /** GatewayClassSpec. */
    static final ObjectSchema SPEC = Schema.object()
            .required("controllerName", CONTROLLER_NAME)
            .optional("parametersRef", References.OBJECT)
            .optional("description", Schema.string().length(0, 64));

    private GatewayClassSchema() {}
}
