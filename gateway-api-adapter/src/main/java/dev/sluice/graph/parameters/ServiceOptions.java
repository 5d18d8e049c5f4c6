package dev.sluice.graph.parameters;

import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.resource.GatewayParameters.ServiceFields;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a Service that are the cluster's to know: their words are the API server's, and it judges them. Source:
 * core/v1 ServiceSpec.
 *
 * @param loadBalancerClass null: the cluster's usual one
 * @param externalTrafficPolicy {@code Local} keeps the client's address; null: the API server's default
 * @param loadBalancerSourceRanges CIDRs of clients; empty: all
 * @param ipFamilyPolicy null: the API server's default
 * @param ipFamilies empty: the cluster's usual ones
 */
public record ServiceOptions(
        @Nullable String loadBalancerClass,
        @Nullable String externalTrafficPolicy,
        List<String> loadBalancerSourceRanges,
        @Nullable String ipFamilyPolicy,
        List<String> ipFamilies) {

    /** None is set. */
    public static final ServiceOptions NONE = new ServiceOptions(null, null, List.of(), null, List.of());

    public ServiceOptions {
        loadBalancerSourceRanges = List.copyOf(loadBalancerSourceRanges);
        ipFamilies = List.copyOf(ipFamilies);
    }

    /** Those that a Service of this type may have: a class's load balancer is nothing to a Gateway without one. */
    public ServiceOptions of(ServiceType type) {
        boolean balanced = type == ServiceType.LOAD_BALANCER;
        return new ServiceOptions(
                balanced ? loadBalancerClass : null,
                type == ServiceType.CLUSTER_IP ? null : externalTrafficPolicy,
                balanced ? loadBalancerSourceRanges : List.of(),
                ipFamilyPolicy,
                ipFamilies);
    }

    /** These, except for what the fields say otherwise. */
    ServiceOptions with(ServiceFields fields) {
        return new ServiceOptions(
                said(fields.loadBalancerClass(), loadBalancerClass),
                said(fields.externalTrafficPolicy(), externalTrafficPolicy),
                said(fields.loadBalancerSourceRanges(), loadBalancerSourceRanges),
                said(fields.ipFamilyPolicy(), ipFamilyPolicy),
                said(fields.ipFamilies(), ipFamilies));
    }

    /** The first of the fields that a Service of this type may not have; empty where it may have all. */
    static Optional<String> unfit(ServiceFields fields, ServiceType type) {
        if (type != ServiceType.LOAD_BALANCER && fields.loadBalancerClass() != null) {
            return Optional.of("loadBalancerClass");
        }
        if (type != ServiceType.LOAD_BALANCER
                && !fields.loadBalancerSourceRanges().isEmpty()) {
            return Optional.of("loadBalancerSourceRanges");
        }
        return type == ServiceType.CLUSTER_IP && fields.externalTrafficPolicy() != null
                ? Optional.of("externalTrafficPolicy")
                : Optional.empty();
    }

    private static @Nullable String said(@Nullable String value, @Nullable String otherwise) {
        return value == null ? otherwise : value;
    }

    private static List<String> said(List<String> values, List<String> otherwise) {
        return values.isEmpty() ? otherwise : values;
    }
}
