package dev.sluice.listen;

import dev.sluice.config.listener.Listener;
import dev.sluice.edge.wire.AlertDelivery;
import dev.sluice.tls.ConnectionPlan;
import dev.sluice.tls.HandshakeCounters;
import dev.sluice.tls.HandshakeEnd;
import dev.sluice.tls.ServerNameHandler;
import io.netty.channel.Channel;
import java.time.Duration;

/** Lays out steered connections for a group of TCPRoutes or TLSRoutes. Called on their event loops. */
final class SteeredStreams {

    private final Listener group;
    private final SocketStreams streams;
    private final HandshakeCounters handshakes;
    private final Duration patience;

    /** @param patience for a ClientHello */
    SteeredStreams(Listener group, SocketStreams streams, HandshakeCounters handshakes, Duration patience) {
        this.group = group;
        this.streams = streams;
        this.handshakes = handshakes;
        this.patience = patience;
    }

    /** A connection that has brought nothing yet. */
    void layOut(Channel connection) {
        switch (group.mode()) {
            case HTTP -> throw new IllegalArgumentException(group.id() + " takes requests");
            case STREAM -> streams.ofGroup(connection, group.id());
            case PASSTHROUGH -> {
                var plan = new ConnectionPlan.PassThrough(group.id());
                connection
                        .pipeline()
                        .addLast(new AlertDelivery())
                        .addLast(new ServerNameHandler(_ -> plan, streams, patience))
                        .addLast(new HandshakeEnd(handshakes, _ -> {
                            throw new IllegalStateException("TLS of the mesh does not end here");
                        }));
            }
        }
    }
}
