package dev.sluice.observe;

import dev.sluice.config.listener.PortId;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.stream.StreamRecorder;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for each request, and for each connection and flow that is forwarded, on the logger
 * {@code sluice.access}. Event loops only put their records into a queue,
 * which has no lock; a thread of its own writes them. After each round it sleeps for a moment instead of being woken
 * for the next request, since waking it would cost the event loop more than all the rest of a line. What comes when the
 * queue is full is dropped and counted: a slow disk must not slow requests.
 */
public final class AccessLog implements RequestObserver, StreamRecorder, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("sluice.access");
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final AccessLogFormat format;
    private final Queue<Loggable> queue;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean parked;
    private volatile boolean closed;

    /**
     * @param capacity records that may wait to be written
     */
    public AccessLog(int capacity, AccessLogFormat format) {
        this.format = format;
        queue = PlatformDependent.newFixedMpscQueue(Math.max(2, capacity));
        writer = Thread.ofPlatform().daemon().name("sluice-access-log").start(this::write);
    }

    /** What can become a line. */
    sealed interface Loggable permits RequestRecord, LoggedStream {

        void writeTo(LogFields fields);

        String shortLine();
    }

    record LoggedStream(StreamRecord stream) implements Loggable {

        @Override
        public void writeTo(LogFields fields) {
            StreamLine.write(stream, fields);
        }

        @Override
        public String shortLine() {
            return ShortLine.of(stream);
        }
    }

    @Override
    public void finished(RequestRecord request) {
        if (LOG.isInfoEnabled()) {
            enqueue(request);
        }
    }

    /** A line is written when it has ended. */
    @Override
    public void began(PortId port, StreamKind kind) {}

    @Override
    public void ended(StreamRecord stream) {
        if (LOG.isInfoEnabled()) {
            enqueue(new LoggedStream(stream));
        }
    }

    private void enqueue(Loggable record) {
        if (!queue.offer(record)) {
            dropped.increment();
        }
        if (parked) {
            LockSupport.unpark(writer);
        }
    }

    /** Lines that were lost because the queue was full. */
    public long dropped() {
        return dropped.sum();
    }

    private void write() {
        try {
            while (!closed) {
                writeWaiting();
                parked = true;
                if (queue.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                parked = false;
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
        try {
            // The queue has one reader at a time.
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        writeWaiting();
    }

    private void writeWaiting() {
        for (Loggable record = queue.poll(); record != null; record = queue.poll()) {
            write(record);
        }
    }

    private void write(Loggable record) {
        switch (format) {
            case JSON -> LOG.info(JsonLine.of(record::writeTo));
            case TEXT -> LOG.info(record.shortLine());
            case STRUCTURED -> {
                var fields = new KeyValues();
                record.writeTo(fields);
                fields.event.log(record.shortLine());
            }
        }
    }

    private static final class KeyValues implements LogFields {

        private LoggingEventBuilder event = LOG.atInfo();

        @Override
        public void put(String key, String value) {
            event = event.addKeyValue(key, value);
        }

        @Override
        public void number(String key, long value) {
            event = event.addKeyValue(key, value);
        }
    }
}
