package dev.sluice.edge.wire;

import dev.sluice.config.listener.ClientValidation;

/** A connection whose limits a {@link ConnectionClock} keeps. Called on its event loop. */
public interface ServedConnection {

    /** Whether no request is under way, so that the connection can be closed without harm. */
    boolean isIdle();

    /** Takes no further request than those under way, and says so to the client. */
    void leave();

    /** Closes it, if no request is under way; one that is leaving does so by itself. */
    void closeIfIdle();

    /** Its client, which is known from the handshake, shows what this asks for, too. */
    void acceptedBy(ClientValidation asked);

    /** Deals with a client that is too slow at this moment. */
    void check(long now);

    /** Octets that were handed to the transport so far, or to TLS before it. */
    long octetsWritten();
}
