package dev.sluice.graph.gateway;

/** How requests come to a Gateway. */
public sealed interface Provision {

    /** To its sockets themselves, whose addresses are the Gateway's, as in a folder. */
    record OwnSockets() implements Provision {}

    /**
     * By a Service of its own, which leads to the data plane.
     *
     * @param service as it shall be
     * @param addresses what the Service has now
     */
    record ByService(ServiceWish service, AddressVerdict addresses) implements Provision {}

    /** By nothing: the Gateway is refused. What was made for it before stays, so that it comes back as it was. */
    record Nothing() implements Provision {}
}
