package dev.sluice.listen;

import dev.sluice.config.listener.PortId;
import dev.sluice.listen.ListenSettings.Timeouts;
import dev.sluice.timing.TimerWheel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
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
    private final BiPredicate<Channel, Leaving> admission;
    private final Map<Channel, Held> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    /**
     * @param admission asked on the event loop of a connection when it is known what it carries: whether it may. One
     *     that may not is cut off
     */
    Connections(PortId socket, BiPredicate<Channel, Leaving> admission) {
        this.socket = socket;
        this.admission = admission;
    }

    /** What is known of a connection. Belongs to its event loop. */
    private static final class Held {

        /** Null until it is known what the connection carries. */
        private @Nullable Leaving served;

        private boolean leaving;
    }

    /** Called on the event loop of the connection, before its first byte is read. */
    void add(Channel connection) {
        open.put(connection, new Held());
        connection.closeFuture().addListener(closed -> remove(connection));
        if (drained.isDone()) {
            // Nobody waits for it.
            var _ = connection.close();
        }
    }

    /** What it carries is known from now on. Called on its event loop. */
    void started(Channel connection, Leaving served) {
        Held held = open.get(connection);
        if (held != null) {
            held.served = served;
            if (!admission.test(connection, served)) {
                connection.eventLoop().execute(() -> cutOff(connection));
            }
        }
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
     * Has those judged again whose Listener asks something else of clients by now. Those that it accepts stay, and
     * {@link #drainUnless} does not touch them.
     *
     * @return complete when all of them are judged
     */
    CompletableFuture<Void> review(PlanReview review) {
        onEach((connection, held) -> {
            if (held.served != null) {
                review.keeps(connection, held.served);
            }
        });
        // An event loop runs its tasks in their order.
        return CompletableFuture.allOf(open.keySet().stream()
                .map(Channel::eventLoop)
                .distinct()
                .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
                .toArray(CompletableFuture[]::new));
    }

    /**
     * Drains those whose plan is replaced: TLS connections of a Listener that is not there any more, that does
     * something else with them, or that does not accept their client any more. One whose handshake is not done yet is
     * judged when it is.
     *
     * @param timeout for what is under way; then the connection is cut off
     */
    void drainUnless(PlanReview review, Duration timeout) {
        onEach((connection, held) -> {
            if (held.served != null && !held.leaving && !review.keeps(connection, held.served)) {
                held.leaving = true;
                held.served.leave();
                var deadline = TimerWheel.of(connection.eventLoop()).schedule(() -> overdue(connection), timeout);
                connection.closeFuture().addListener(closed -> deadline.cancel());
            }
        });
    }

    private void overdue(Channel connection) {
        LOG.debug("{} of {}, whose Listener is gone or asks for more, is cut off", connection, socket);
        cutOff(connection);
    }

    private void onEach(BiConsumer<Channel, Held> step) {
        open.keySet()
                .forEach(connection -> connection.eventLoop().execute(() -> {
                    Held held = open.get(connection);
                    if (held != null) {
                        step.accept(connection, held);
                    }
                }));
    }

    private static void beginToLeave(Channel connection, Held held) {
        if (held.served != null) {
            held.served.leave();
        }
    }

    /** Those that have not said yet what they speak have no request either. */
    private static void leaveIfIdle(Channel connection, Held held) {
        if (held.served == null) {
            cutOff(connection);
        } else {
            held.served.closeIfIdle();
        }
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
