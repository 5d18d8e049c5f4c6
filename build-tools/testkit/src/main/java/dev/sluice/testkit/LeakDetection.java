package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in which a buffer of Netty's was lost. For each test class that opens a socket:
 * {@code @ExtendWith(LeakDetection.class)}.
 *
 * <p>Netty has one listener for all threads, so classes that use this must not run at the same time in one JVM.
 */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback {

    private static final int COLLECTIONS = 2;

    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    /** Of nested classes. */
    private int depth;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (depth++ == 0) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            ByteBufUtil.setLeakListener((type, records) -> lost.add(type + " " + records));
        }
    }

    /** A lost buffer is reported when another one is made after it was collected. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (--depth > 0) {
            return;
        }
        for (int i = 0; i < COLLECTIONS; i++) {
            collect();
            UnpooledByteBufAllocator.DEFAULT.buffer().release();
        }
        ResourceLeakDetector.setLevel(usual);
        ByteBufUtil.setLeakListener(null);
        assertThat(lost).as("lost buffers").isEmpty();
    }

    /** Returns when references to what was lost before are queued, as that of an object of its own is. */
    private static void collect() {
        var queue = new ReferenceQueue<Object>();
        var canary = new WeakReference<>(new Object(), queue);
        System.gc();
        try {
            assertThat(queue.remove(TimeUnit.SECONDS.toMillis(10))).isSameAs(canary);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
