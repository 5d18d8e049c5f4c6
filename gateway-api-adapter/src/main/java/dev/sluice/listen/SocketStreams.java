package dev.sluice.listen;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.PortId;
import dev.sluice.edge.wire.AlertDelivery;
import dev.sluice.stream.StreamConnection;
import dev.sluice.stream.StreamConnections;
import dev.sluice.tls.ConnectionPlan.Refuse;
import dev.sluice.tls.HandshakeEnd;
import dev.sluice.tls.StreamGate;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Lays out the connections of one socket that forward octets. Called on their event loops. */
final class SocketStreams implements StreamGate {

    private final PortId port;
    private final StreamConnections streams;
    private final Connections live;

    SocketStreams(PortId port, StreamConnections streams, Connections live) {
        this.port = port;
        this.streams = streams;
        this.live = live;
    }

    /** A connection of a TCP socket, which has brought nothing yet. */
    void ofTcp(Channel connection) {
        beginOrReset(connection, streams.ofSocket(connection, port));
    }

    /** A steered connection for a group of TCPRoutes, which has brought nothing yet. */
    void ofGroup(Channel connection, ListenerId group) {
        beginOrReset(connection, streams.ofGroup(connection, port, group));
    }

    private void beginOrReset(Channel connection, @Nullable StreamConnection stream) {
        if (stream == null || stream.isRefused()) {
            PassThrough.reset(connection);
        } else {
            begin(connection, stream);
            stream.connect(PassThrough::reset);
        }
    }

    @Override
    public @Nullable Refuse refusal(
            Channel connection, ListenerId listener, ListenerMode mode, @Nullable String serverName) {
        StreamConnection stream = streams.ofListener(connection, port, listener, mode, serverName);
        boolean endsHere = mode != ListenerMode.PASSTHROUGH;
        if (stream.hasNoRoute()) {
            return new Refuse(Refuse.Cause.UNKNOWN_NAME, endsHere);
        }
        return stream.isRefused() ? new Refuse(Refuse.Cause.NO_BACKEND, endsHere) : null;
    }

    @Override
    public void passThrough(Channel connection) {
        connection.pipeline().remove(HandshakeEnd.class);
        connection.pipeline().remove(AlertDelivery.class);
        connect(connection);
    }

    /** There is TLS, which ends here. */
    void secured(Channel connection) {
        connect(connection);
        connection.pipeline().remove(HandshakeEnd.class);
        connection.pipeline().remove(AlertDelivery.class);
    }

    private void connect(Channel connection) {
        StreamConnection stream = StreamConnection.of(connection);
        if (stream != null) {
            begin(connection, stream);
            stream.connect(PassThrough::reset);
        }
    }

    private void begin(Channel connection, StreamConnection stream) {
        live.started(connection, Leaving.of(stream));
    }
}
