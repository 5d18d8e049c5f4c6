package dev.sluice.listen;

import dev.sluice.config.listener.SocketId;
import dev.sluice.listen.ListenSettings.Timeouts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.channel.ChannelOperations;

/**
 * The connections of one socket, and their orderly end.
 *
 * <p>While draining, an HTTP/1.1 client reads {@code Connection: close} in its next answer, and an HTTP/2 client is
 * sent GOAWAY. A connection without a running request is closed after a quiet time, one with a running request at the
 * drain timeout at the latest.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final SocketId socket;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    Connections(SocketId socket) {
        this.socket = socket;
    }

    /** Called on the event loop of the connection, before its first byte is read. */
    void add(Channel connection) {
        open.add(connection);
        connection.closeFuture().addListener(closed -> remove(connection));
        if (draining) {
            // Accepted at the very moment that the socket was closed: it is not served any more.
            var _ = connection.close();
        }
    }

    private void remove(Channel connection) {
        open.remove(connection);
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }

    /** Whether they are to end. From any thread. */
    boolean areEnding() {
        return draining;
    }

    int count() {
        return open.size();
    }

    /** Ends all connections; completes when the last is gone, soon after the drain timeout at the latest. */
    CompletableFuture<Void> drain(Timeouts timeouts) {
        draining = true;
        onEach(Connections::beginToLeave);
        long quiet = timeouts.quiet().toMillis();
        ScheduledFuture<?> sweeps = GlobalEventExecutor.INSTANCE.scheduleAtFixedRate(
                () -> onEach(Connections::leaveIfIdle), quiet, quiet, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> end = GlobalEventExecutor.INSTANCE.schedule(
                this::closeRest, timeouts.drain().toMillis(), TimeUnit.MILLISECONDS);
        var _ = drained.whenComplete((nothing, failure) -> {
            sweeps.cancel(false);
            end.cancel(false);
        });
        if (open.isEmpty()) {
            drained.complete(null);
        }
        return drained;
    }

    private void onEach(Consumer<Channel> step) {
        open.forEach(connection -> connection.eventLoop().execute(() -> step.accept(connection)));
    }

    private static void beginToLeave(Channel connection) {
        if (isHttp2(connection)) {
            // Sends GOAWAY, refuses new streams, and closes when the last stream has ended.
            var _ = connection.close();
        }
    }

    private static void leaveIfIdle(Channel connection) {
        if (isHttp2(connection)) {
            var _ = connection.close();
        } else if (ChannelOperations.get(connection) == null) {
            cutOff(connection);
        }
    }

    private static boolean isHttp2(Channel connection) {
        return connection.pipeline().get(Http2ConnectionHandler.class) != null;
    }

    private void closeRest() {
        LOG.warn("{} requests of the closed socket {} ran into the drain timeout and are cut off", open.size(), socket);
        onEach(Connections::cutOff);
    }

    private static void cutOff(Channel connection) {
        ChannelHandlerContext first = connection.pipeline().firstContext();
        if (first != null) {
            // From the first handler on, so that none can put it off: HTTP/2 would wait for its streams.
            var _ = first.close();
        }
    }
}
