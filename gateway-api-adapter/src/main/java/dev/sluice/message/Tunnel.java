package dev.sluice.message;

import dev.sluice.splice.Splice;
import io.netty.channel.Channel;

/** A backend connection that changed its protocol (101). One of the two methods is called, once. */
public interface Tunnel {

    /**
     * Passes bytes between both connections until one of them ends, then closes both; half-closed ends are kept.
     *
     * @param client from whose pipeline the HTTP handlers are gone, so that it reads and takes buffers; its event loop
     *     is the caller's thread
     * @return counts the octets
     */
    Splice join(Channel client);

    /** The client cannot follow: closes the backend connection. Any thread. */
    void close();
}
