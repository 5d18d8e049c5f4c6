package dev.sluice.datagram;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Datagrams that were not forwarded, by reason. Any thread. */
public final class DropCounters {

    private static final Logger LOG = LoggerFactory.getLogger(DropCounters.class);
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Drop, LongAdder> counts = new EnumMap<>(Drop.class);
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_NANOS);

    DropCounters() {
        for (Drop drop : Drop.values()) {
            counts.put(drop, new LongAdder());
        }
    }

    /** How many so far. */
    public long count(Drop drop) {
        return of(drop).sum();
    }

    void add(Drop drop) {
        add(drop, 1);
    }

    void add(Drop drop, int datagrams) {
        of(drop).add(datagrams);
    }

    /**
     * A flow that is not begun for want of room; one line a minute says so.
     *
     * @param limit what can be raised, for people
     */
    void full(Drop drop, String limit) {
        add(drop);
        long before = loggedAt.get();
        long now = System.nanoTime();
        if (now - before >= LOG_NANOS && loggedAt.compareAndSet(before, now)) {
            LOG.warn(
                    "Datagrams of new UDP flows are dropped: {}, see {}. So far {} for all flows, {} for those of one"
                            + " client, {} for want of a socket",
                    drop.label(),
                    limit,
                    count(Drop.TOO_MANY_FLOWS),
                    count(Drop.TOO_MANY_OF_CLIENT),
                    count(Drop.NO_SOCKET));
        }
    }

    private LongAdder of(Drop drop) {
        LongAdder count = counts.get(drop);
        if (count == null) {
            throw new IllegalStateException("Not counted: " + drop);
        }
        return count;
    }
}
