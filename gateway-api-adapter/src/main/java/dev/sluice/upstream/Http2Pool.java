package dev.sluice.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry several exchanges at a time: the oldest first, a further one where all carry as many as the
 * backend allows.
 */
final class Http2Pool extends LoopPool {

    /** Those that may take exchanges, in the order in which they were opened. */
    private final List<Http2ClientConnection> connections = new ArrayList<>();

    private final long maxLifeNanos;

    Http2Pool(EndpointPool endpoint, EventLoop loop, Offer offer) {
        super(endpoint, loop, offer);
        maxLifeNanos = endpoint.settings().maxLifeTime().toNanos();
    }

    @Override
    boolean useKept(Exchange exchange) {
        retireOld();
        for (Http2ClientConnection connection : connections) {
            if (connection.takes()) {
                connection.use(exchange);
                unused(countUnused());
                return true;
            }
        }
        return false;
    }

    private void retireOld() {
        long now = System.nanoTime();
        while (!connections.isEmpty() && now - connections.getFirst().opened() >= maxLifeNanos) {
            connections.removeFirst().retire();
        }
    }

    @Override
    void open(Exchange exchange) {
        Http2ClientConnection opening = Http2ClientConnection.of(this);
        connections.add(opening);
        opening.use(exchange);
        Future<Channel> connected = endpoint()
                .connector()
                .connect(endpoint().target(), offer(), loop(), channel -> install(channel, opening));
        connected.addListener(_ -> {
            if (!connected.isSuccess()) {
                closed(opening);
                opening.fail(connected.cause());
            } else if (opening.isInstalled()) {
                connected.getNow().closeFuture().addListener(_ -> closed(opening));
                opening.connected(endpoint().settings().connectTimeout().toNanos());
            }
        });
    }

    /** Where HTTP/1.1 is offered too, the backend may have chosen it: then none of these connections comes about. */
    private void install(Channel channel, Http2ClientConnection opening) {
        if (offer() == Offer.HTTP_2 || choseHttp2(channel)) {
            opening.install(channel);
            return;
        }
        connections.remove(opening);
        Http1Pool instead = endpoint().chooseHttp1(loop());
        Http1Connection connection = new Http1Connection(instead);
        connection.install(channel);
        instead.adopt(channel, connection, opening.handOver());
        moveTo(instead);
    }

    private static boolean choseHttp2(Channel channel) {
        String chosen = channel.pipeline().get(SslHandler.class).applicationProtocol();
        return ApplicationProtocolNames.HTTP_2.equals(chosen);
    }

    private void closed(Http2ClientConnection connection) {
        leaving(connection);
        endpoint().closed();
    }

    /** The connection takes no more exchanges; it is closed when the last one has ended. */
    void leaving(Http2ClientConnection connection) {
        if (connections.remove(connection)) {
            connection.retire();
            unused(countUnused());
        }
    }

    /** A connection can carry one more than before. */
    void freed() {
        if (endpoint().retired()) {
            closeUnused();
        }
        offered(countUnused());
    }

    private int countUnused() {
        int count = 0;
        for (Http2ClientConnection connection : connections) {
            count += connection.unused() ? 1 : 0;
        }
        return count;
    }

    @Override
    boolean closeOldest() {
        Http2ClientConnection oldest = oldestUnused();
        if (oldest == null) {
            return false;
        }
        leaving(oldest);
        return true;
    }

    private @Nullable Http2ClientConnection oldestUnused() {
        Http2ClientConnection oldest = null;
        for (Http2ClientConnection connection : connections) {
            if (connection.unused() && (oldest == null || connection.unusedSince() - oldest.unusedSince() < 0)) {
                oldest = connection;
            }
        }
        return oldest;
    }

    @Override
    long closeUnusedFor(long nanos) {
        long now = System.nanoTime();
        Http2ClientConnection oldest = oldestUnused();
        while (oldest != null && now - oldest.unusedSince() >= nanos) {
            leaving(oldest);
            oldest = oldestUnused();
        }
        return oldest == null ? -1 : now - oldest.unusedSince();
    }
}
