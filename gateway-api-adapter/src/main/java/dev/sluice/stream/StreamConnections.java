package dev.sluice.stream;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.PortId;
import dev.sluice.stream.StreamRule.Pick;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Begins what is done with connections that are forwarded octet by octet. Called on their event loops. */
public final class StreamConnections {

    private final StreamServing serving;
    private final StreamRecorder recorder;
    private final Duration idle;

    /**
     * For all sockets.
     *
     * @param idle for how long no octet may move in either direction; then a connection is closed
     */
    public StreamConnections(StreamServing serving, StreamRecorder recorder, Duration idle) {
        this.serving = serving;
        this.recorder = recorder;
        this.idle = idle;
    }

    /**
     * A connection of a TCP socket.
     *
     * @return null: the socket has no Listener any more
     */
    public @Nullable StreamConnection ofSocket(Channel client, PortId port) {
        Listener listener = serving.table().listener(port);
        return listener == null ? null : of(client, port, listener.id(), listener.mode(), StreamKind.TCP, null);
    }

    /** A connection for a group of TCPRoutes of the mesh. */
    public StreamConnection ofGroup(Channel client, PortId port, ListenerId group) {
        return of(client, port, group, ListenerMode.STREAM, StreamKind.TCP, null);
    }

    /**
     * A connection of a TLS socket, whose Listener is known.
     *
     * @param mode STREAM where TLS ends here, else PASSTHROUGH
     * @param serverName in lower case; null where the client named none
     */
    public StreamConnection ofListener(
            Channel client, PortId port, ListenerId listener, ListenerMode mode, @Nullable String serverName) {
        StreamKind kind = mode == ListenerMode.PASSTHROUGH ? StreamKind.TLS_PASSTHROUGH : StreamKind.TLS;
        return of(client, port, listener, mode, kind, serverName);
    }

    private StreamConnection of(
            Channel client,
            PortId port,
            ListenerId listener,
            ListenerMode mode,
            StreamKind kind,
            @Nullable String serverName) {
        StreamRule rule = serving.table().find(listener, mode, serverName);
        Pick pick = rule == null ? null : rule.pick();
        var subject =
                new StreamConnection.Subject(port, kind, serverName, listener, rule == null ? null : rule.route());
        var connection = new StreamConnection(client, subject, pick, idle, recorder);
        connection.begin();
        return connection;
    }
}
