package dev.sluice.source.decode;

import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.GatewayParameters.Definition;
import dev.sluice.resource.GatewayParameters.PodFields;
import dev.sluice.resource.GatewayParameters.Resources;
import dev.sluice.resource.GatewayParameters.ServiceFields;
import dev.sluice.resource.ObjectMeta;

/** GatewayParameters. Source: our own kind, sluice.dev/v1alpha1. */
final class GatewayParametersDecoder {

    private GatewayParametersDecoder() {}

    static GatewayParameters decode(ObjectMeta meta, Fields spec) {
        return new GatewayParameters(meta, new Definition.Spec(service(spec.at("service")), pods(spec.at("pods"))));
    }

    private static ServiceFields service(Fields service) {
        return new ServiceFields(
                service.textOrNull("type"),
                service.textOrNull("loadBalancerClass"),
                service.textOrNull("externalTrafficPolicy"),
                service.texts("loadBalancerSourceRanges"),
                service.textOrNull("ipFamilyPolicy"),
                service.texts("ipFamilies"));
    }

    private static PodFields pods(Fields pods) {
        var resources = pods.at("resources");
        return new PodFields(
                pods.textOrNull("mode"),
                pods.numberOrNull("replicas"),
                pods.has("resources") ? new Resources(resources.map("requests"), resources.map("limits")) : null);
    }
}
