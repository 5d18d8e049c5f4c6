package dev.sluice.graph.gateway;

import dev.sluice.resource.ObjectName;

/** Which Gateways of a cluster a process serves. Every process judges all of them. */
public sealed interface Share {

    /**
     * Those that have no pods of their own.
     *
     * @param dedicated whether a Gateway may have pods of its own
     */
    record Common(boolean dedicated) implements Share {}

    /** One, in a pod of its own. */
    record One(ObjectName gateway) implements Share {}
}
