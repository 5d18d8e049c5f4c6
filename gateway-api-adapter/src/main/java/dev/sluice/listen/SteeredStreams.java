package dev.sluice.listen;

import dev.sluice.config.listener.Listener;
import dev.sluice.tls.ConnectionPlan;
import io.netty.channel.Channel;

/**
 * Lays out steered connections for a group of TCPRoutes or TLSRoutes. Called on their event loops.
 *
 * @param secured those that begin with a ClientHello
 */
record SteeredStreams(Listener group, SocketStreams streams, TlsConnections secured) {

    /** A connection that has brought nothing yet. */
    void layOut(Channel connection) {
        switch (group.mode()) {
            case HTTP -> throw new IllegalArgumentException(group.id() + " takes requests");
            case STREAM -> streams.ofGroup(connection, group.id());
            case PASSTHROUGH -> secured.passThrough(connection, new ConnectionPlan.PassThrough(group.id()), streams);
        }
    }
}
