package dev.sluice.listen;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections may be open concurrently. While so many are, no socket accepts: clients wait in the kernel's
 * queue, and are served when another connection closes. Any thread may use it.
 */
final class ConnectionCeiling {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCeiling.class);

    private final int most;
    private final String property;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Channel> paused = ConcurrentHashMap.newKeySet();

    /**
     * @param most at least 1
     * @param property that sets it, for the log
     */
    ConnectionCeiling(int most, String property) {
        this.most = most;
        this.property = property;
    }

    /** A connection was accepted. A socket whose next accept is already under way may exceed the ceiling by one. */
    void add(Channel connection) {
        Channel server = connection.parent();
        if (open.incrementAndGet() >= most) {
            pause(server);
        }
        connection.closeFuture().addListener(closed -> remove());
    }

    private void pause(Channel server) {
        if (paused.isEmpty()) {
            LOG.warn("{} connections are open, which is {}: no more are accepted until one closes", most, property);
        }
        server.config().setAutoRead(false);
        paused.add(server);
        // One that closed meanwhile did not see this server.
        if (open.get() < most) {
            resume();
        }
    }

    private void remove() {
        if (open.decrementAndGet() < most && !paused.isEmpty()) {
            resume();
        }
    }

    private void resume() {
        paused.removeIf(server -> {
            server.config().setAutoRead(true);
            return true;
        });
    }
}
