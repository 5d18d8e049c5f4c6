package dev.sluice.mesh;

import dev.sluice.config.mesh.FailureMode;
import org.jspecify.annotations.Nullable;

/**
 * A port of a Service whose connections are steered to the agent of this node.
 *
 * @param clusterIp a ClusterIP of the Service: an IPv4 or IPv6 address without a zone
 * @param port of the Service, 1 to 65535
 * @param failureMode what happens to connections while no agent runs on this node
 * @param client address of the only pod whose connections are meant, of the family of the ClusterIP; null: those of all
 */
public record Steered(
        String clusterIp,
        int port,
        FailureMode failureMode,
        @Nullable String client) {

    /** For all clients. */
    public Steered(String clusterIp, int port, FailureMode failureMode) {
        this(clusterIp, port, failureMode, null);
    }

    public Steered {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
    }
}
