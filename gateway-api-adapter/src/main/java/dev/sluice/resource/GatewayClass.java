package dev.sluice.resource;

import org.jspecify.annotations.Nullable;

/** A class of Gateways; ours when it names our controller. Source: GatewayClass. */
public record GatewayClass(
        ObjectMeta metadata,
        String controllerName,
        @Nullable ParametersRef parametersRef) implements WatchedObject {

    /**
     * The object that holds implementation-specific settings.
     *
     * @param namespace null for a cluster-scoped object, and where a Gateway names one of its own namespace
     */
    public record ParametersRef(
            String group,
            String kind,
            String name,
            @Nullable String namespace) {}

    @Override
    public Kind<GatewayClass> kind() {
        return Kinds.GATEWAY_CLASS;
    }
}
