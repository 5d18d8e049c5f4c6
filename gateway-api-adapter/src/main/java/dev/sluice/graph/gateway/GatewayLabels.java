package dev.sluice.graph.gateway;

import dev.sluice.resource.Gateway;
import java.util.Map;

/** Labels of what is made for Gateways, by which it is known again where its ownerReference was lost. */
public final class GatewayLabels {

    /** Who keeps an object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Value of that label where we do. */
    public static final String SLUICE = "sluice";

    /** Label with the {@link GatewayServiceName#labelValue name} of the Gateway in the same namespace. */
    public static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

    private GatewayLabels() {}

    /** Whether labels say that we made an object for a Gateway of this name. */
    public static boolean areOf(Map<String, String> labels, Gateway gateway) {
        return SLUICE.equals(labels.get(MANAGED_BY))
                && GatewayServiceName.labelValue(gateway.name().name()).equals(labels.get(GATEWAY_NAME));
    }
}
