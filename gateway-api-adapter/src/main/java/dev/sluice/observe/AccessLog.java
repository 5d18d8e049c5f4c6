package dev.sluice.observe;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, on the logger {@code sluice.access}. Event loops only put requests into a queue;
 * a thread of its own writes them. After each round it sleeps for a moment instead of being woken for the next request,
 * for waking it would cost the event loop more than all the rest of a line. What comes when the queue is full is
 * dropped and counted: a slow disk must not slow requests.
 */
public final class AccessLog implements RequestObserver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("sluice.access");
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final BlockingQueue<RequestRecord> queue;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closed;

    /**
     * @param capacity requests that may wait to be written
     */
    public AccessLog(int capacity) {
        queue = new ArrayBlockingQueue<>(capacity);
        writer = Thread.ofPlatform().daemon().name("sluice-access-log").start(this::write);
    }

    @Override
    public void finished(RequestRecord request) {
        if (LOG.isInfoEnabled() && !queue.offer(request)) {
            dropped.increment();
        }
    }

    /** Lines that were lost because the queue was full. */
    public long dropped() {
        return dropped.sum();
    }

    private void write() {
        try {
            while (!closed) {
                LOG.info(AccessLine.of(queue.take()));
                writeWaiting();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            // Closed: what is still in the queue is written by close.
        }
    }

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        writeWaiting();
    }

    private void writeWaiting() {
        for (RequestRecord request = queue.poll(); request != null; request = queue.poll()) {
            LOG.info(AccessLine.of(request));
        }
    }
}
