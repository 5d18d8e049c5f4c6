package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ch.qos.logback.classic.LoggerContext;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each planted fault fails a run that is otherwise green. */
@ExpectsErrorLog({"planted", "LEAK: planted"})
class UncaughtExceptionsTest {

    private static final Logger LOG = LoggerFactory.getLogger("planted.logger");

    @Test
    void assertionInAThreadOfItsOwnFailsTheRun() {
        assertThatThrownBy(() -> run(ThrowsInAThread.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("while %s.passes ran: thread \"own\" ended by", ThrowsInAThread.class.getName())
                .hasMessageContaining("planted: 100,000 events were taken");
    }

    @Test
    void unexpectedErrorInTheLogFailsTheRun() {
        assertThatThrownBy(() -> run(LogsAnError.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted.logger logged \"planted: a bug\" because of")
                .hasMessageContaining("IllegalStateException: the cause");
    }

    @Test
    void errorAfterLoggingWasSetUpAgainFailsTheRun() {
        assertThatThrownBy(() -> run(LogsAnErrorAfterAReset.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted after a reset");
    }

    @Test
    void leakReportFailsTheRun() {
        assertThatThrownBy(() -> run(ReportsALeak.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LEAK: planted");
    }

    @Test
    void expectedErrorFailsNothing() {
        assertThatCode(() -> run(ExpectsItsError.class)).doesNotThrowAnyException();
    }

    private static void run(Class<?> tests) {
        LauncherConfig config = LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .addLauncherSessionListeners(new UncaughtExceptions())
                .build();
        try (LauncherSession session = LauncherFactory.openSession(config)) {
            session.getLauncher()
                    .execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(tests))
                            .build());
        }
    }

    static class ThrowsInAThread {
        @Test
        void passes() throws InterruptedException {
            Thread own = Thread.ofVirtual().name("own").start(() -> {
                throw new AssertionError("planted: 100,000 events were taken");
            });
            own.join();
        }
    }

    static class LogsAnError {
        @Test
        void passes() {
            LOG.error("planted: {}", "a bug", new IllegalStateException("the cause"));
        }
    }

    static class LogsAnErrorAfterAReset {
        @Test
        void passes() {
            ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
            LOG.error("planted after a reset");
        }
    }

    static class ReportsALeak {
        @Test
        void passes() {
            LoggerFactory.getLogger(ResourceLeakDetector.class).error("LEAK: planted");
        }
    }

    static class ExpectsItsError {
        @Test
        @ExpectsErrorLog("a bug of")
        void passes() {
            LOG.error("planted: a bug of the gateway");
        }
    }
}
