package dev.sluice.config.listener;

/**
 * Names what is one socket by law: a port of a Gateway. Its identity over versions, so that it stays open.
 *
 * @param port as Listener.port names it, 1-65535
 */
public record SocketId(String gatewayNamespace, String gatewayName, int port) {

    /** {@code namespace/name:port}. */
    @Override
    public String toString() {
        return gatewayNamespace + "/" + gatewayName + ":" + port;
    }
}
