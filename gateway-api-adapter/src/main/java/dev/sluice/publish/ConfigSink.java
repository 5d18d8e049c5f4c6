package dev.sluice.publish;

import dev.sluice.config.GatewayConfig;

/** What serves configurations. */
public interface ConfigSink {

    /**
     * Serves this configuration in place of the one before. Sockets, TLS contexts and connection pools that both have
     * are kept. Returns when new requests see it.
     *
     * <p>Called by one thread, which may block; never by an event loop.
     *
     * @return what was measured afterwards: which sockets are open
     */
    Served apply(GatewayConfig config);

    /**
     * Tries again to open the sockets of the configuration that was applied last that are closed. Touches nothing else.
     *
     * <p>Called by the same thread.
     *
     * @return what was measured afterwards
     */
    Served openClosed();
}
