package dev.sluice.source.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Holds up an informer that reports objects faster than they are taken, so that few of them wait in memory, where they
 * are largest, and so that who changes objects without end does not set the pace. The informer asks for its next page
 * or event when this returns.
 *
 * @param <V> the informer's objects
 */
final class PacedStore<V extends HasMetadata> implements ItemStore<V> {

    private static final int AHEAD = 100;

    /** An informer that is stopped drops what it was to report. */
    private static final long LONGEST_SECONDS = 10;

    private final ItemStore<V> items;
    /** Reported and not taken. */
    private int ahead;

    /** @param items what the informer must know of its objects, with their versions */
    PacedStore(ItemStore<V> items) {
        this.items = items;
    }

    /** An object that was reported has been taken. Called by any thread. */
    synchronized void taken() {
        if (ahead > 0) {
            ahead--;
            notifyAll();
        }
    }

    private synchronized boolean report() {
        boolean may = ahead < AHEAD;
        ahead += may ? 1 : 0;
        return may;
    }

    private synchronized void awaitReport() throws InterruptedException {
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!report()) {
            long left = TimeUnit.NANOSECONDS.toMillis(last - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    @Override
    public V put(String key, V object) {
        V before = items.put(key, object);
        if (before == null || !version(before).equals(version(object))) {
            await();
        }
        return before;
    }

    @Override
    public String getKey(V object) {
        return items.getKey(object);
    }

    @Override
    public V remove(String key) {
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet();
    }

    @Override
    public Stream<V> values() {
        return items.values();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public V get(String key) {
        return items.get(key);
    }

    @Override
    public boolean isFullState() {
        return items.isFullState();
    }

    private static String version(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getResourceVersion(), "");
    }

    /** The client calls this on a thread of the common pool, which gets another one meanwhile. */
    private void await() {
        if (report()) {
            return;
        }
        try {
            ForkJoinPool.managedBlock(new ManagedBlocker() {
                @Override
                public boolean block() throws InterruptedException {
                    awaitReport();
                    return true;
                }

                @Override
                public boolean isReleasable() {
                    return false;
                }
            });
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
