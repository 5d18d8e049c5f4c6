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
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lays out the connections of one socket that hand on octets. Called on their event loops. */
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
        if (stream.hasNoRoute()) {
            return Refuse.UNRECOGNIZED_NAME;
        }
        return stream.isRefused() ? Refuse.INTERNAL_ERROR : null;
    }

    @Override
    public void passThrough(Channel connection) {
        connection.pipeline().remove(HandshakeEnd.class);
        connection.pipeline().remove(AlertDelivery.class);
        // Its client is in the midst of a handshake, and reads alerts.
        connect(connection, SocketStreams::alert);
    }

    /** There is TLS, which ends here. */
    void secured(Channel connection) {
        connect(connection, PassThrough::reset);
        connection.pipeline().remove(HandshakeEnd.class);
        connection.pipeline().remove(AlertDelivery.class);
    }

    private void connect(Channel connection, Consumer<Channel> refuse) {
        StreamConnection stream = StreamConnection.of(connection);
        if (stream != null) {
            begin(connection, stream);
            stream.connect(refuse);
        }
    }

    private void begin(Channel connection, StreamConnection stream) {
        live.started(connection, Leaving.of(stream));
    }

    private static void alert(Channel connection) {
        connection
                .writeAndFlush(Unpooled.wrappedBuffer(Refuse.INTERNAL_ERROR.alert()))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
