package dev.sluice.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings that a GatewayClass or a Gateway names by parametersRef. Source: our own kind, sluice.dev/v1alpha1;
 * GEP-1867.
 */
public record GatewayParameters(ObjectMeta metadata, Definition definition) implements WatchedObject {

    /** What it says. */
    public sealed interface Definition {

        /** Its fields, each of which may be left out. */
        record Spec(ServiceFields service, PodFields pods) implements Definition {}

        /** It could not be read, and what it was to say is not known. */
        record Unread(Unreadable why) implements Definition {}
    }

    /**
     * For the Service of a Gateway. Source: core/v1 ServiceSpec, whose names and words these fields have.
     *
     * @param type null: not said
     * @param loadBalancerClass null: not said
     * @param externalTrafficPolicy null: not said
     * @param loadBalancerSourceRanges CIDRs; empty: not said
     * @param ipFamilyPolicy null: not said
     * @param ipFamilies the first is that of the address inside the cluster; empty: not said
     */
    public record ServiceFields(
            @Nullable String type,
            @Nullable String loadBalancerClass,
            @Nullable String externalTrafficPolicy,
            List<String> loadBalancerSourceRanges,
            @Nullable String ipFamilyPolicy,
            List<String> ipFamilies) {

        public ServiceFields {
            loadBalancerSourceRanges = List.copyOf(loadBalancerSourceRanges);
            ipFamilies = List.copyOf(ipFamilies);
        }
    }

    /**
     * For the pods that serve a Gateway.
     *
     * @param mode {@code shared} or {@code dedicated}; null: not said
     * @param replicas of dedicated pods, 1-100; null: not said
     * @param resources of dedicated pods; null: not said
     */
    public record PodFields(
            @Nullable String mode,
            @Nullable Integer replicas,
            @Nullable Resources resources) {}

    /**
     * What a container needs and may use. Source: core/v1 ResourceRequirements.
     *
     * @param requests quantity by resource, such as {@code 500m} by {@code cpu}
     * @param limits quantity by resource
     */
    public record Resources(Map<String, String> requests, Map<String, String> limits) {

        public Resources {
            requests = Map.copyOf(requests);
            limits = Map.copyOf(limits);
        }
    }

    @Override
    public Kind<GatewayParameters> kind() {
        return Kinds.GATEWAY_PARAMETERS;
    }
}
