package dev.sluice.listen;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The connections that the kernel has accepted for a socket and that nobody has taken from it. Their clients may have
 * sent a request already, and a socket that is closed resets them. So a socket takes all of them before it is closed,
 * unless clients keep connecting: then it is closed after a second.
 */
final class AcceptQueue {

    private static final int SOL_TCP = 6;
    private static final int TCP_INFO = 11;
    /** Of struct tcp_info in linux/tcp.h: tcpi_unacked, which is the length of the queue where the socket listens. */
    private static final int LENGTH_AT = 24;

    private static final RawUnixChannelOption INFO =
            new RawUnixChannelOption("TCP_INFO", SOL_TCP, TCP_INFO, LENGTH_AT + Integer.BYTES);

    private static final long PAUSE_MILLIS = 2;
    private static final int MOST_LOOKS = 500;
    /** One that came in between has been answered by the kernel, and its client's next segment is on its way. */
    private static final int EMPTY_LOOKS = 2;

    private final Channel server;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int looks;
    private int emptyLooks;

    private AcceptQueue(Channel server) {
        this.server = server;
    }

    /** Closes a socket once its queue is empty; completes when its port is free. */
    static CompletableFuture<Void> emptyAndClose(Channel server) {
        var queue = new AcceptQueue(server);
        server.eventLoop().execute(queue::look);
        return queue.closed;
    }

    private void look() {
        looks++;
        emptyLooks = length() == 0 ? emptyLooks + 1 : 0;
        if (emptyLooks == EMPTY_LOOKS || looks == MOST_LOOKS || !server.isOpen()) {
            server.close().addListener(_ -> closed.complete(null));
        } else {
            var _ = server.eventLoop().schedule(this::look, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** 0 where this transport does not tell. */
    private int length() {
        ByteBuffer info = server.isOpen() ? server.config().getOption(INFO) : null;
        return info == null
                ? 0
                : info.duplicate().order(ByteOrder.nativeOrder()).getInt(info.position() + LENGTH_AT);
    }
}
