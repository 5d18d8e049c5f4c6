package dev.sluice.upstream;

import dev.sluice.balance.Outcome;
import dev.sluice.message.Tunnel;
import dev.sluice.splice.Splice;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.ArrayDeque;
import java.util.Queue;

/** A connection that changed its protocol. Octets that came with the 101 are kept until a client is joined. */
final class UpstreamTunnel implements Tunnel {

    private final Exchange exchange;
    private final Http1Connection connection;
    private final Channel backend;
    private final Queue<ByteBuf> early = new ArrayDeque<>();

    UpstreamTunnel(Exchange exchange, Http1Connection connection, Channel backend) {
        this.exchange = exchange;
        this.connection = connection;
        this.backend = backend;
    }

    /** Octets that came before the client is joined. */
    void early(ByteBuf octets) {
        early.add(octets);
    }

    @Override
    public Splice join(Channel client) {
        exchange.claim();
        Splice splice = Splice.join(client, backend, exchange.tunnelIdle(), early);
        if (backend.isActive()) {
            // After the splice is there: the decoder passes on what it has read too much.
            connection.leave(backend.pipeline());
        }
        // At once where it is closed.
        backend.closeFuture().addListener(_ -> exchange.ended(EmptyHttpHeaders.INSTANCE));
        return splice;
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
