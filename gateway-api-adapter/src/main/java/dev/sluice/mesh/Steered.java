package dev.sluice.mesh;

import dev.sluice.config.mesh.FailureMode;

/**
 * A port of a Service whose connections are steered to the agent of this node.
 *
 * @param clusterIp a ClusterIP of the Service: an IPv4 or IPv6 address without a zone
 * @param port of the Service, 1 to 65535
 * @param failureMode what happens to connections while no agent runs on this node
 */
public record Steered(String clusterIp, int port, FailureMode failureMode) {

    public Steered {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
    }
}
