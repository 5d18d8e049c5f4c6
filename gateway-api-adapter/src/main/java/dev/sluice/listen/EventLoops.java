package dev.sluice.listen;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.FutureMono;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of all connections, one for each processor. Reactor-netty's own would be four at least, which on a
 * smaller machine take turns, and would choose the transport for themselves.
 */
public final class EventLoops implements LoopResources {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

    private final Transport transport;
    private final EventLoopGroup group;

    /**
     * Starts no thread yet.
     *
     * @throws IllegalArgumentException where this machine does not have the transport
     */
    public EventLoops(Transport wanted) {
        int processors = Runtime.getRuntime().availableProcessors();
        transport = wanted.resolved();
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> new LoopThread(task, number.incrementAndGet());
        group = new MultiThreadIoEventLoopGroup(processors, threads, transport.handlers());
        LOG.info("Sockets run on {}, event loops: {}", transport, processors);
    }

    /** How these loops read and write; never {@link Transport#AUTO}. */
    Transport transport() {
        return transport;
    }

    /** All of them. */
    EventLoopGroup group() {
        return group;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public boolean daemon() {
        return true;
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return FutureMono.deferFuture(() -> {
            var _ = group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS);
            @SuppressWarnings("unchecked") // The value is always null.
            var end = (io.netty.util.concurrent.Future<Void>) group.terminationFuture();
            return end;
        });
    }

    /** Marked, so that Reactor refuses to block it. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

        LoopThread(Runnable task, int number) {
            super(task, "sluice-edge-" + number);
            setDaemon(true);
        }
    }
}
