package dev.sluice.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;

/** Connections that carry one exchange at a time. The one that was used last is used first, so that others can go. */
final class Http1Pool extends LoopPool {

    /** The one that was used last is the last. */
    private final Deque<Http1Connection> kept = new ArrayDeque<>();

    private final long maxLifeNanos;

    Http1Pool(EndpointPool endpoint, EventLoop loop) {
        super(endpoint, loop, Offer.HTTP_1);
        maxLifeNanos = endpoint.settings().maxLifeTime().toNanos();
    }

    @Override
    boolean useKept(Exchange exchange) {
        Http1Connection last = kept.pollLast();
        if (last == null) {
            return false;
        }
        unused(kept.size());
        last.use(exchange);
        return true;
    }

    @Override
    void open(Exchange exchange) {
        Http1Connection opening = new Http1Connection(this);
        Future<Channel> connected =
                endpoint().connector().connect(endpoint().target(), offer(), loop(), opening::install);
        connected.addListener(_ -> {
            if (connected.isSuccess()) {
                connected.getNow().closeFuture().addListener(_ -> closed(opening));
                ready(connected.getNow(), opening, exchange);
            } else {
                endpoint().closed();
                exchange.connectFailed(connected.cause());
            }
        });
    }

    /** Takes over a connection that another pool opened, which the exchanges were to share. */
    void adopt(Channel channel, Http1Connection connection, Queue<Exchange> exchanges) {
        channel.closeFuture().addListener(_ -> closed(connection));
        Exchange next = exchanges.poll();
        while (next != null && next.over()) {
            next = exchanges.poll();
        }
        if (next == null) {
            release(connection);
            return;
        }
        next.from(this);
        ready(channel, connection, next);
        exchanges.stream().filter(each -> !each.over()).forEach(this::acquire);
    }

    private void ready(Channel channel, Http1Connection connection, Exchange exchange) {
        if (!channel.isActive()) {
            exchange.connectFailed(new ClosedChannelException());
        } else if (exchange.over()) {
            release(connection);
        } else {
            connection.use(exchange);
        }
    }

    /** The exchange is over, and the connection may carry another one. */
    void release(Http1Connection connection) {
        long now = System.nanoTime();
        if (endpoint().retired() || now - connection.opened() >= maxLifeNanos) {
            connection.close();
            return;
        }
        connection.unusedSince(now);
        kept.addLast(connection);
        offered(kept.size());
    }

    private void closed(Http1Connection connection) {
        if (kept.remove(connection)) {
            unused(kept.size());
        }
        endpoint().closed();
    }

    @Override
    boolean closeOldest() {
        Http1Connection oldest = kept.pollFirst();
        if (oldest == null) {
            return false;
        }
        unused(kept.size());
        oldest.close();
        return true;
    }

    @Override
    long closeUnusedFor(long nanos) {
        long now = System.nanoTime();
        Http1Connection oldest = kept.peekFirst();
        while (oldest != null && now - oldest.unusedSince() >= nanos) {
            closeOldest();
            oldest = kept.peekFirst();
        }
        return oldest == null ? -1 : now - oldest.unusedSince();
    }
}
