package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.WriteBackoff;
import dev.sluice.cluster.api.Answer;
import dev.sluice.infrastructure.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Makes writes: those of one Gateway one after the other, those of many Gateways at one time. */
final class WriteRun {

    private static final Logger LOG = LoggerFactory.getLogger(WriteRun.class);

    /** Who undoes the first write may be a tool that restores an object once; the second time it is a dispute. */
    private static final int DISPUTED = 2;

    private static final int CONFLICT = 409;

    /** Requests at one time: many enough to be fast, few enough for an API server that others need too. */
    private static final int AT_ONE_TIME = 16;

    private final ObjectWrites writes;
    private final StoredObjects stored;
    private final RecentWrites recent;
    private final BooleanSupplier mayWrite;
    private final WriteBackoff backoff;
    private final Semaphore free = new Semaphore(AT_ONE_TIME);
    private final Map<ObjectKey, Refusal> refused = new ConcurrentHashMap<>();
    private final LongAccumulator shortestNanos = new LongAccumulator(Math::min, Long.MAX_VALUE);

    /**
     * A run of nothing yet.
     *
     * @param mayWrite asked before each request
     * @param backoff says what was undone or refused before
     */
    WriteRun(
            ObjectWrites writes,
            StoredObjects stored,
            RecentWrites recent,
            BooleanSupplier mayWrite,
            WriteBackoff backoff) {
        this.backoff = backoff;
        this.writes = writes;
        this.stored = stored;
        this.recent = recent;
        this.mayWrite = mayWrite;
    }

    /**
     * Makes all of them, and returns when that is done. What fails ends its own sequence alone.
     *
     * @return how long until some may be tried again that were undone or refused; empty where there are none
     * @throws RuntimeException the first failure of a server that does not answer, with the others
     */
    Optional<Duration> run(List<List<Write>> sequences) {
        var keys = keys(sequences);
        refused.keySet().retainAll(keys);
        backoff.prune();
        shortestNanos.reset();
        var failures = new ConcurrentLinkedQueue<RuntimeException>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            sequences.forEach(sequence -> threads.execute(() -> {
                try {
                    sequence(sequence);
                } catch (RuntimeException failure) {
                    failures.add(failure);
                }
            }));
        }
        var first = failures.poll();
        if (first != null) {
            failures.forEach(first::addSuppressed);
            throw first;
        }
        long shortest = shortestNanos.get();
        return shortest == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(shortest));
    }

    /** What the API server has refused of the writes of the last run, and of those that wait since. */
    Map<ObjectKey, Refusal> refused() {
        return Map.copyOf(refused);
    }

    private static List<ObjectKey> keys(List<List<Write>> sequences) {
        return sequences.stream().flatMap(List::stream).map(Write::key).toList();
    }

    private void sequence(List<Write> sequence) {
        free.acquireUninterruptibly();
        try {
            for (Write write : sequence) {
                // A change that others undo must not hold up what follows it, such as the pods that requests go to.
                boolean waits = waits(write);
                if (!mayWrite.getAsBoolean()
                        || (waits && !(write instanceof Write.Patch))
                        || (!waits && !make(write))) {
                    return;
                }
            }
        } finally {
            free.release();
        }
    }

    private boolean waits(Write write) {
        var pause = backoff.pause(write.key(), write.content());
        if (pause.isPositive()) {
            shortestNanos.accumulate(pause.toNanos());
        }
        return pause.isPositive();
    }

    /** Whether it was made, so that the next of its sequence may follow. */
    private boolean make(Write write) {
        var key = write.key();
        var before = stored.find(key.kind(), key.name());
        return switch (request(write)) {
            case Answer.Done(var object) -> {
                boolean deleted = write instanceof Write.Delete;
                recent.remember(key, before, deleted ? null : object);
                refused.remove(key);
                if (backoff.written(key, write.content()) == DISPUTED) {
                    tellDispute(write);
                }
                LOG.atLevel(deleted ? Level.INFO : Level.DEBUG).log("{} {}", key, deleted ? "deleted" : "written");
                yield true;
            }
            // What is not there any more, and what is not as it was seen, will be told by a watch.
            case Answer.Gone _, Answer.Conflict _ -> {
                if (write instanceof Write.Create && before.isEmpty()) {
                    refused(write);
                    tell(key, CONFLICT, "there is another of this name");
                }
                yield false;
            }
            case Answer.Refused it -> {
                refused(write);
                tell(key, it.code(), it.message());
                // What is there stays as it is, and so does what belongs to it.
                yield write instanceof Write.Patch;
            }
        };
    }

    private void refused(Write write) {
        int _ = backoff.refused(write.key(), write.content());
        boolean _ = waits(write);
    }

    private Answer request(Write write) {
        return switch (write) {
            case Write.Create(var key, var object) -> writes.create(key, object);
            case Write.Patch patch -> writes.patch(patch.key(), patch.patch());
            case Write.Delete(var key, var resourceVersion) -> writes.delete(key, resourceVersion);
        };
    }

    private void tellDispute(Write write) {
        LOG.warn(
                "{}: what was written is changed by {} again and again; it is written less and less often",
                write.key(),
                writes.lastWriter(write.key()));
    }

    private void tell(ObjectKey key, int code, String message) {
        var refusal = new Refusal(key.toString(), code, message);
        if (!refusal.equals(refused.put(key, refusal))) {
            LOG.warn("{} is refused by the API server: {}", key, message);
        }
    }
}
