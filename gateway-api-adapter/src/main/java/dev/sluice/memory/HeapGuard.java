package dev.sluice.memory;

import dev.sluice.memory.Measured.Taken;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Says whether the heap has room for an object, before it is taken. A fifth of the heap and more stays free: for a
 * configuration that is built while the one before it is served, and for requests.
 *
 * <p>Garbage is not in use. So the answer is yes where what is used now leaves room, or what the last collection has
 * left does. In doubt it asks for a collection, which is seldom: see {@link #mayCollect}. The answer is no only by what
 * such a collection has left and what was taken since. After a no, {@value #AGAIN} % of the heap more must be free for
 * the next yes, so that the two do not alternate.
 *
 * <p>May be called by any thread; one that asks for a collection waits for it.
 */
public final class HeapGuard {

    /** Percent of the heap. */
    private static final int AGAIN = 5;

    /** Percent of the heap: after so much was taken by estimate, what was measured is too old. */
    private static final int STEP = 10;

    private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(30);

    /** Where no object was removed, it is something else that frees memory, if anything does. */
    private static final Duration BETWEEN_COLLECTIONS_IN_VAIN = Duration.ofMinutes(5);

    private static final int MIB = 1 << 20;

    private final Heap heap;
    private final LongSupplier nanos;
    private final Map<Rank, Shortage> shortages = new EnumMap<>(Rank.class);
    private Taken taken = Taken.NOTHING;
    /** After the last collection that was asked for. */
    private @Nullable Measured measured;
    /** After the last collection. */
    private @Nullable Measured collected;

    private long collections;
    /** What was taken when collections were counted last. */
    private Taken counted = Taken.NOTHING;

    /** Which objects have to stay out first. */
    public enum Rank {
        /** Routes: any tenant makes them, and there may be very many. */
        ROUTE(70),
        /** All others, without which routes lead nowhere, and what is kept of a route that stays out. */
        OTHER(80);

        private final int percent;

        Rank(int percent) {
            this.percent = percent;
        }
    }

    /**
     * What there was when the answer became no.
     *
     * @param used MiB in use after a collection
     * @param heap MiB to which the heap can grow
     */
    public record Shortage(long used, long heap) {}

    /** Of the heap of this process. */
    public HeapGuard() {
        this(new JvmHeap(), System::nanoTime);
    }

    HeapGuard(Heap heap, LongSupplier nanos) {
        this.heap = heap;
        this.nanos = nanos;
        this.collections = heap.collections();
    }

    /** One that always says yes: for a process that reads once and ends. */
    public static HeapGuard unlimited() {
        return new HeapGuard(new Boundless(), () -> 0);
    }

    /** Whether an object may be taken; it then counts as taken. One that needs no more than before always may. */
    public synchronized boolean admits(Rank rank, HeapNeed need) {
        boolean admitted = hasRoom(rank, need);
        if (admitted) {
            taken = taken.with(need);
        }
        return admitted;
    }

    /** Whether an object could be taken now. */
    public synchronized boolean hasRoom(Rank rank, HeapNeed need) {
        count();
        if (!need.isGrowth()) {
            return true;
        }
        if (fits(rank, need.sum())) {
            shortages.remove(rank);
            return true;
        }
        shortages.computeIfAbsent(
                rank, _ -> new Shortage(measured == null ? 0 : measured.used() / MIB, heap.max() / MIB));
        return false;
    }

    /** How much was taken so far, for {@link #built}. */
    public synchronized long mark() {
        return taken.toBuild();
    }

    /** What was to be made of all that had been taken at this mark is there. */
    public synchronized void built(long mark) {
        taken = taken.withBuilt(mark);
    }

    /** What there was when objects of this rank began to stay out; null: they need not. */
    public synchronized @Nullable Shortage shortage(Rank rank) {
        return shortages.get(rank);
    }

    /**
     * MiB that the heap must have for these objects as well; rounded up, so that it stays while they change a little.
     */
    public synchronized long heapFor(Rank rank, HeapNeed more) {
        long used = measured == null ? heap.used() : measured.estimate(taken);
        long needed = (used + more.sum()) / MIB * 100 / (rank.percent - AGAIN) + 1;
        long step = Math.max(1, Long.highestOneBit(needed) / 4);
        return (needed + step - 1) / step * step;
    }

    private void count() {
        long now = heap.collections();
        if (now != collections) {
            collections = now;
            collected = new Measured(heap.afterCollection(), counted, nanos.getAsLong());
        }
        counted = taken;
    }

    private boolean fits(Rank rank, long need) {
        long limit = percent(rank.percent - (shortages.containsKey(rank) ? AGAIN : 0)) - need;
        if (isWithin(limit, new Measured(heap.used(), taken, 0)) || isWithin(limit, collected)) {
            return true;
        }
        if (mayCollect(rank)) {
            // Not kept: verbs, which have all the room they need, would set up a log for it.
            LoggerFactory.getLogger(HeapGuard.class)
                    .info(
                            "the heap may have no room for objects that were read: {} of {} MiB are used; a collection is asked for",
                            heap.used() / MIB,
                            heap.max() / MIB);
            measured = new Measured(heap.collect(), taken, nanos.getAsLong());
        }
        return isWithin(limit, measured);
    }

    private boolean isWithin(long limit, @Nullable Measured use) {
        return use != null && use.estimate(taken) <= limit;
    }

    /**
     * The first time, after much was taken, and now and then: more seldom where nothing says that there is more room.
     */
    private boolean mayCollect(Rank rank) {
        if (measured == null || measured.moved(taken) >= percent(STEP)) {
            return true;
        }
        boolean inVain =
                shortages.containsKey(rank) && taken.freed() == measured.taken().freed();
        var pause = inVain ? BETWEEN_COLLECTIONS_IN_VAIN : BETWEEN_COLLECTIONS;
        return nanos.getAsLong() - measured.at() >= pause.toNanos();
    }

    private long percent(int part) {
        return heap.max() / 100 * part;
    }
}
