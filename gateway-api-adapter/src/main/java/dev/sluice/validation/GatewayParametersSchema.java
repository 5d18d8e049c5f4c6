package dev.sluice.validation;

import com.google.re2j.Pattern;
import dev.sluice.validation.schema.MapSchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import tools.jackson.databind.JsonNode;

/** GatewayParameters. Source: our own kind, sluice.dev/v1alpha1; what it says of a Service is core/v1's. */
final class GatewayParametersSchema {

    private static final String LOAD_BALANCER = "LoadBalancer";
    private static final Pattern QUANTITY =
            Pattern.compile("[+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");

    private static final StringSchema CIDR = Schema.string()
            .length(1, 64)
            .rule(new Rule(
                    "not a range of addresses (expected: a CIDR such as 203.0.113.0/24)",
                    "write the address and the length of its prefix",
                    it -> Values.isCidr(it.asString())));

    private static final MapSchema QUANTITIES = Schema.map(Schema.any())
            .keys(SharedTypes.QUALIFIED_NAME)
            .atMost(16)
            .rule(new Rule(
                    "each resource must have a quantity",
                    "write a whole number, or a text such as \"500m\" or \"256Mi\"",
                    map -> map.values().stream().allMatch(GatewayParametersSchema::isQuantity)));

    private static final ObjectSchema SERVICE = Schema.object()
            .optional("type", Schema.oneOf("ClusterIP", "NodePort", LOAD_BALANCER))
            .optional("loadBalancerClass", SharedTypes.QUALIFIED_NAME)
            .optional("externalTrafficPolicy", Schema.oneOf("Cluster", "Local"))
            .optional("loadBalancerSourceRanges", Schema.list(CIDR).size(1, 64).asSet())
            .optional("ipFamilyPolicy", Schema.oneOf("SingleStack", "PreferDualStack", "RequireDualStack"))
            .optional(
                    "ipFamilies",
                    Schema.list(Schema.oneOf("IPv4", "IPv6")).size(1, 2).asSet())
            .rule(onlyForLoadBalancers("loadBalancerClass"))
            .rule(onlyForLoadBalancers("loadBalancerSourceRanges"))
            .rule(new Rule(
                    "externalTrafficPolicy must not be set when type is ClusterIP",
                    "remove it, or set type: LoadBalancer or NodePort",
                    it -> !it.has("externalTrafficPolicy") || !Values.is(it, "type", "ClusterIP")))
            .rule(new Rule(
                    "two ipFamilies must not be set when ipFamilyPolicy is SingleStack",
                    "keep one family, or set ipFamilyPolicy: PreferDualStack",
                    it -> it.path("ipFamilies").size() < 2 || !Values.is(it, "ipFamilyPolicy", "SingleStack")));

    private static final ObjectSchema PODS = Schema.object()
            .optional("mode", Schema.oneOf("shared", "dedicated"))
            .optional("replicas", Schema.integer(1, 100))
            .optional(
                    "resources",
                    Schema.object().optional("requests", QUANTITIES).optional("limits", QUANTITIES))
            .rule(new Rule(
                    "replicas and resources must not be set when mode is shared",
                    "remove them, or set mode: dedicated",
                    it -> !Values.is(it, "mode", "shared") || !(it.has("replicas") || it.has("resources"))));

    /** What it has under spec. */
    static final ObjectSchema SPEC =
            Schema.object().optional("service", SERVICE).optional("pods", PODS);

    private GatewayParametersSchema() {}

    private static Rule onlyForLoadBalancers(String field) {
        return new Rule(
                field + " must only be set when type is LoadBalancer",
                "remove it, or set type: LoadBalancer",
                it -> !it.has(field) || !it.has("type") || Values.is(it, "type", LOAD_BALANCER));
    }

    private static boolean isQuantity(JsonNode value) {
        return value.isIntegralNumber()
                ? value.longValue() >= 0
                : value.isString() && QUANTITY.matcher(value.asString()).matches();
    }
}
