package dev.sluice.mesh.nft;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where the node's newest agent is asked for its health and metrics, though each agent has a port of its own for that.
 *
 * @param address of the node, at which the agent listens, not the unspecified one
 * @param port of the node, which leads to the newest agent
 * @param own port of this agent; may be the same
 */
public record ActuatorAddress(InetAddress address, int port, int own) {

    public ActuatorAddress {
        if (address.isAnyLocalAddress() || port < 1 || port > 65_535 || own < 1 || own > 65_535) {
            throw new IllegalArgumentException(
                    "actuator: " + address.getHostAddress() + " " + port + " " + own + " (expected: ports 1-65535)");
        }
    }

    /** A rule that sends connections to this agent, without a chain. */
    String rule() {
        String ip = Elements.text(address);
        return address instanceof Inet6Address
                ? "ip6 daddr " + ip + " tcp dport " + port + " dnat ip6 to [" + ip + "]:" + own
                : "ip daddr " + ip + " tcp dport " + port + " dnat ip to " + ip + ":" + own;
    }
}
