package dev.sluice.config.listener;

import dev.sluice.config.listener.ParentId.Kind;

/**
 * Names what is one entrance by law: a port of a Gateway, which is a socket, or of a Service of the mesh. Its identity
 * over versions, so that a socket stays open.
 *
 * @param port as Listener.port or ServicePort.port names it, 1-65535
 */
public record PortId(ParentId parent, int port) {

    /** Of a Gateway. */
    public PortId(String gatewayNamespace, String gatewayName, int port) {
        this(new ParentId(Kind.GATEWAY, gatewayNamespace, gatewayName), port);
    }

    /** {@code namespace/name:port}, of a Service {@code Service namespace/name:port}. */
    @Override
    public String toString() {
        return parent + ":" + port;
    }
}
