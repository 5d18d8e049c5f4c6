package dev.sluice.upstream;

import dev.sluice.balance.Outcome;
import dev.sluice.message.Tunnel;
import dev.sluice.timing.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A connection that changed its protocol. Bytes that came with the 101 are kept until a client is joined; then both
 * ends feed each other, no faster than the other takes, until both have ended or no byte moved for too long.
 */
final class UpstreamTunnel extends Deadline implements Tunnel {

    private final Exchange exchange;
    private final Http1Connection connection;
    private final Channel backend;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private long moved = System.nanoTime();

    UpstreamTunnel(Exchange exchange, Http1Connection connection, Channel backend) {
        this.exchange = exchange;
        this.connection = connection;
        this.backend = backend;
    }

    /** Bytes that came before the client is joined. */
    void early(ByteBuf bytes) {
        early.add(bytes);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nothing is to be done after the close.
    public void join(Channel client) {
        exchange.claim();
        TunnelEnd nearBackend = new TunnelEnd(this, client);
        while (!early.isEmpty()) {
            nearBackend.pass(early.remove());
        }
        if (backend.isActive() && client.isActive()) {
            client.pipeline().addLast(new TunnelEnd(this, backend));
            backend.pipeline().addLast(nearBackend);
            connection.leave(backend.pipeline());
            client.flush();
            exchange.wheel().schedule(this, exchange.tunnelIdleNanos());
            begin(client);
            begin(backend);
        } else {
            nearBackend.closePeer();
            backend.close();
        }
        // At once where it is closed.
        backend.closeFuture().addListener(_ -> ended());
    }

    private static void begin(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.read();
    }

    private void ended() {
        cancel();
        exchange.ended(EmptyHttpHeaders.INSTANCE);
    }

    /** A byte moved, whichever way. */
    void moved() {
        moved = System.nanoTime();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Its end closes the client's too.
    protected void expire() {
        long idle = System.nanoTime() - moved;
        if (idle >= exchange.tunnelIdleNanos()) {
            backend.close();
        } else {
            exchange.wheel().schedule(this, exchange.tunnelIdleNanos() - idle);
        }
    }

    @Override
    public void close() {
        exchange.onLoop(() -> {
            exchange.claim();
            while (!early.isEmpty()) {
                early.remove().release();
            }
            exchange.giveUp(Outcome.CANCELLED);
        });
    }
}
