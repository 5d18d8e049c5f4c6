package dev.sluice.config.listener;

/**
 * Names a Listener of a Gateway.
 *
 * @param name Listener.name
 */
public record ListenerId(String gatewayNamespace, String gatewayName, String name) {

    /** {@code namespace/gateway/listener}. */
    @Override
    public String toString() {
        return gatewayNamespace + "/" + gatewayName + "/" + name;
    }
}
