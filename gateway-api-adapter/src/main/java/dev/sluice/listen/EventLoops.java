package dev.sluice.listen;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
    private @Nullable EventLoopGroup datagrams;

    /**
     * Starts no thread yet.
     *
     * @throws IllegalArgumentException where this machine does not have the transport
     */
    public EventLoops(Transport wanted) {
        transport = wanted.resolved();
        group = loops("sluice-edge-", transport);
        LOG.info("Sockets run on {}, event loops: {}", transport, processors());
    }

    private static EventLoopGroup loops(String name, Transport transport) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> new LoopThread(task, name + number.incrementAndGet());
        return new MultiThreadIoEventLoopGroup(processors(), threads, transport.handlers());
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** How these loops read and write; never {@link Transport#AUTO}. */
    Transport transport() {
        return transport;
    }

    /** All of them. */
    EventLoopGroup group() {
        return group;
    }

    /** Those of datagrams: the same, or others where the transport is not for datagrams, made when first asked for. */
    synchronized EventLoopGroup datagrams() {
        Transport own = switch (transport.datagrams()) {
            case EPOLL -> Transport.EPOLL;
            case NIO -> Transport.NIO;
        };
        if (own == transport) {
            return group;
        }
        EventLoopGroup known = datagrams;
        if (known == null) {
            known = loops("sluice-udp-", own);
            datagrams = known;
            LOG.info("UDP sockets run on {}, event loops: {}", own, processors());
        }
        return known;
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
        EventLoopGroup udp;
        synchronized (this) {
            udp = datagrams;
        }
        Mono<Void> end = end(group, quietPeriod, timeout);
        return udp == null ? end : end.and(end(udp, quietPeriod, timeout));
    }

    private static Mono<Void> end(EventLoopGroup group, Duration quietPeriod, Duration timeout) {
        return FutureMono.deferFuture(() -> {
            var _ = group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS);
            @SuppressWarnings("unchecked") // The value is always null.
            var end = (io.netty.util.concurrent.Future<Void>) group.terminationFuture();
            return end;
        });
    }

    /** Marked, so that Reactor refuses to block it. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

        LoopThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
