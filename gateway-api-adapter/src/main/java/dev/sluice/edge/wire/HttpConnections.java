package dev.sluice.edge.wire;

import dev.sluice.config.listener.PortId;
import dev.sluice.edge.RequestLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the connections of one port that speak HTTP.
 *
 * @param port that they are for
 * @param clientNamespace where the client runs, which is a pod; null where that is not known, or makes no difference
 * @param settings of all sockets
 * @param clock that keeps their limits
 * @param handler of their requests
 * @param draining whether the socket is being closed
 * @param started hears of each connection when its protocol is known
 */
public record HttpConnections(
        PortId port,
        @Nullable String clientNamespace,
        Settings settings,
        ConnectionClock clock,
        RequestHandler handler,
        BooleanSupplier draining,
        BiConsumer<Channel, ServedConnection> started) {

    /**
     * What holds for all sockets.
     *
     * @param h2c whether HTTP/2 is spoken in clear text, by prior knowledge
     * @param streams that may be open concurrently on an HTTP/2 connection
     * @param limits how much a request may hold
     */
    public record Settings(boolean h2c, int streams, RequestLimits limits) {}

    /** Lays out a connection in clear text, which has brought nothing yet. */
    public void inClearText(Channel channel) {
        if (settings.h2c()) {
            channel.pipeline()
                    .addLast(new FirstOctets(this, clock.timeouts().head().toNanos()));
        } else {
            channel.pipeline().addLast(begin(channel, null, false));
        }
    }

    /**
     * Lays out a connection whose protocol is known. Who does so while nothing is being read asks for the next read.
     *
     * @param placeholder which is replaced; behind TLS, if there is any
     * @param handshake null without TLS
     * @param http2 whether the client speaks HTTP/2
     */
    public void replace(ChannelHandler placeholder, Channel channel, @Nullable TlsHandshake handshake, boolean http2) {
        channel.pipeline().replace(placeholder, null, begin(channel, handshake, http2));
    }

    private ChannelHandler begin(Channel channel, @Nullable TlsHandshake handshake, boolean http2) {
        var connection = new ClientConnection(channel, port, clientNamespace, handshake);
        if (http2) {
            var made = Http2ServerConnection.of(
                    connection, handler, settings.limits(), clock.timeouts(), settings.streams());
            start(channel, made);
            return made;
        }
        var made = new Http1ServerConnection(connection, handler, settings.limits(), clock.timeouts(), draining);
        start(channel, made);
        return made;
    }

    private void start(Channel channel, ServedConnection made) {
        started.accept(channel, made);
        clock.watch(channel, made);
    }
}
