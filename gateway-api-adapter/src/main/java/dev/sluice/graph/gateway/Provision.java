package dev.sluice.graph.gateway;

import dev.sluice.graph.parameters.Parameters.DedicatedPods;

/** How requests come to a Gateway. */
public sealed interface Provision {

    /** Whether this process shall open the Gateway's sockets. */
    default boolean isHere() {
        return switch (this) {
            case OwnSockets _ -> true;
            case ByService byService -> byService.here();
            case Nothing _ -> false;
        };
    }

    /**
     * Whether pods serve the Gateway that serve no other. Anyone who may make pods in a namespace can read there what
     * these pods read, so of Secrets and ConfigMaps they read only those of the Gateway's own namespace.
     */
    default boolean isByOwnPods() {
        return this instanceof ByService byService && byService.pods() instanceof Pods.Own;
    }

    /** To its sockets themselves, whose addresses are the Gateway's, as in a folder. */
    record OwnSockets() implements Provision {}

    /**
     * By a Service of its own, which leads to pods.
     *
     * @param service as it shall be
     * @param addresses what the Service has now
     * @param here whether this process serves it
     */
    record ByService(ServiceWish service, AddressVerdict addresses, Pods pods, boolean here) implements Provision {}

    /** By nothing: the Gateway is refused. What was made for it before stays, so that it comes back as it was. */
    record Nothing() implements Provision {}

    /** The pods that serve a Gateway in a cluster. */
    sealed interface Pods {

        /**
         * Those that serve many Gateways.
         *
         * @param ready whether the Service leads to one that takes requests
         */
        record Shared(boolean ready) implements Pods {}

        /**
         * Those of a Deployment of its own, which is called as its Service.
         *
         * @param wish what these pods are like
         * @param ready whether one of them takes requests
         */
        record Own(DedicatedPods wish, boolean ready) implements Pods {}
    }
}
