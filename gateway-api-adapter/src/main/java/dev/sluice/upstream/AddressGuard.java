package dev.sluice.upstream;

import java.net.InetAddress;

/**
 * Which addresses connections to backends may have. Asked for each connection with the address that it is about to be
 * opened to, after names were resolved. Called on event loops.
 */
@FunctionalInterface
public interface AddressGuard {

    /** Every address may be connected to. */
    AddressGuard NONE = _ -> true;

    /** Whether this address may be connected to. */
    boolean permits(InetAddress address);

    /**
     * For a pod: who may write a Service in some namespace must not reach what only this pod can. That is its loopback,
     * its own addresses on all interfaces, link-local addresses (clouds have their credentials there), multicast,
     * broadcast and the unspecified address, also as IPv4 addresses inside of IPv6 addresses.
     */
    static AddressGuard ofPod() {
        return new PodGuard(new OwnAddresses()::contains);
    }

    /**
     * For an agent on its node's network: the same, but for the addresses of the node, which pods reach themselves.
     */
    static AddressGuard ofNode() {
        return new PodGuard(_ -> false);
    }
}
