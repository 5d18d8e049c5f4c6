package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.slf4j.LoggerFactory;

/** A watcher is believed only once it has failed a test class. */
class WatchersTest {

    private static String failureOf(Class<?> sample) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(sample))
                                .build(),
                        listener);
        assertThat(listener.getSummary().getTestsSucceededCount()).isOne();
        return listener.getSummary().getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .reduce("", String::concat);
    }

    @Nested
    @ExpectsErrorLog("LEAK: ByteBuf.release() was not called")
    class ALeak {

        @Test
        void failsTheClass() {
            assertThat(failureOf(Leaking.class)).contains("lost buffers", "Leaking.losesABuffer");
        }

        @Test
        void isNotSeenInAClassThatReleases() {
            assertThat(failureOf(Releasing.class)).isEmpty();
        }
    }

    @Nested
    class ALineOfLog {

        @Test
        void aboveDebugFailsTheClass() {
            assertThat(failureOf(Talking.class)).contains("log above DEBUG", "talks()", "[INFO] a line");
        }

        @Test
        void ofAnAllowedLoggerOrForDebuggingOrOfTheTestDoesNot() {
            assertThat(failureOf(Silent.class)).isEmpty();
        }
    }

    /** Run by the tests above only. */
    @ExtendWith(LeakDetection.class)
    @ExpectsErrorLog("LEAK: ByteBuf.release() was not called")
    static class Leaking {

        @Test
        void losesABuffer() {
            UnpooledByteBufAllocator.DEFAULT.buffer().writeByte(1);
        }
    }

    @ExtendWith(LeakDetection.class)
    static class Releasing {

        @Test
        void losesNothing() {
            assertThat(UnpooledByteBufAllocator.DEFAULT.buffer().release()).isTrue();
        }
    }

    static class Talking {

        @RegisterExtension
        static final QuietLog LOG = QuietLog.except();

        @Test
        void talks() throws InterruptedException {
            Thread.ofVirtual()
                    .start(() -> LoggerFactory.getLogger("some.room").info("a line"))
                    .join();
        }
    }

    static class Silent {

        @RegisterExtension
        static final QuietLog LOG = QuietLog.except("access");

        @Test
        void talks() throws InterruptedException {
            LoggerFactory.getLogger("access").info("a line");
            LoggerFactory.getLogger("some.room").info("a line of the test's own");
            Thread.ofVirtual()
                    .start(() -> LoggerFactory.getLogger("some.room").debug("a line"))
                    .join();
        }
    }
}
