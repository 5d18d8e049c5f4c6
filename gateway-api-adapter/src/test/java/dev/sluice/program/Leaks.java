package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class in which a buffer was lost. */
final class Leaks implements BeforeAllCallback, AfterAllCallback {

    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!isNested(context)) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            ByteBufUtil.setLeakListener((type, records) -> found.add(type + " " + records));
        }
    }

    /** Lost buffers are reported when another is made after they were collected. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (isNested(context)) {
            return;
        }
        for (int i = 0; i < 10; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.buffer().release();
        }
        ResourceLeakDetector.setLevel(level);
        ByteBufUtil.setLeakListener(null);
        assertThat(found).isEmpty();
    }

    private static boolean isNested(ExtensionContext context) {
        return context.getRequiredTestClass().isMemberClass();
    }
}
