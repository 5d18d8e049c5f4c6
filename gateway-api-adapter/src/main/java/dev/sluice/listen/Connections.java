package dev.sluice.listen;

import dev.sluice.config.listener.PortId;
import dev.sluice.listen.ListenSettings.Timeouts;
import dev.sluice.tls.ConnectionPlan;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one socket, and their orderly end.
 *
 * <p>While draining, an HTTP/1.1 client reads {@code Connection: close} in its next answer, and an HTTP/2 client is
 * sent GOAWAY. A connection without a running request is closed after a quiet time, one with a running request at the
 * drain timeout at the latest. One that forwards octets may end until then.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final PortId socket;
    private final Map<Channel, Optional<Leaving>> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    Connections(PortId socket) {
        this.socket = socket;
    }

    /** Called on the event loop of the connection, before its first byte is read. */
    void add(Channel connection) {
        open.put(connection, Optional.empty());
        connection.closeFuture().addListener(closed -> remove(connection));
        if (draining) {
            // Accepted at the very moment that the socket was closed: it is not served any more.
            var _ = connection.close();
        }
    }

    /** What it carries is known from now on. Called on its event loop. */
    void started(Channel connection, Leaving served) {
        open.replace(connection, Optional.of(served));
        if (draining) {
            served.leave();
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

    /**
     * Drains those whose plan is replaced: TLS connections of a Listener that is not there any more, that does
     * something else with them, or that asks something else of clients. A handshake by such a plan ends here.
     */
    void drainUnless(Predicate<ConnectionPlan.OfListener> isKept) {
        onEach((connection, served) -> {
            ConnectionPlan.OfListener plan = ConnectionPlan.OfListener.of(connection);
            if (plan != null && !isKept.test(plan)) {
                served.ifPresentOrElse(Leaving::leave, () -> cutOff(connection));
            }
        });
    }

    private void onEach(BiConsumer<Channel, Optional<Leaving>> step) {
        open.keySet()
                .forEach(connection -> connection.eventLoop().execute(() -> {
                    Optional<Leaving> served = open.get(connection);
                    if (served != null) {
                        step.accept(connection, served);
                    }
                }));
    }

    private static void beginToLeave(Channel connection, Optional<Leaving> served) {
        served.ifPresent(Leaving::leave);
    }

    /** Those that have not said yet what they speak have no request either. */
    private static void leaveIfIdle(Channel connection, Optional<Leaving> served) {
        served.ifPresentOrElse(Leaving::closeIfIdle, () -> cutOff(connection));
    }

    private void closeRest() {
        LOG.warn(
                "{} connections of the closed socket {} ran into the drain timeout and are cut off",
                open.size(),
                socket);
        onEach((connection, _) -> cutOff(connection));
    }

    private static void cutOff(Channel connection) {
        ChannelHandlerContext first = connection.pipeline().firstContext();
        if (first != null) {
            // From the first handler on, so that none can put it off: HTTP/2 would wait for its streams.
            var _ = first.close();
        }
    }
}
