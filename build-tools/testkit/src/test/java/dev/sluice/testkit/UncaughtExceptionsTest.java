package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ch.qos.logback.classic.LoggerContext;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.BeforeEach;
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

    private static boolean inside;

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
        assertThatThrownBy(() -> run(LogsAnErrorAfterResets.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted after two resets");
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
        inside = true;
        try (LauncherSession session = LauncherFactory.openSession(config)) {
            session.getLauncher()
                    .execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(tests))
                            .build());
        } finally {
            inside = false;
        }
    }

    /** Run by the tests above only, also where a filter of the build lets in nested classes. */
    abstract static class Planted {
        @BeforeEach
        void isRunByATest() {
            assumeThat(inside).isTrue();
        }
    }

    static class ThrowsInAThread extends Planted {
        @Test
        void passes() throws InterruptedException {
            Thread own = Thread.ofVirtual().name("own").start(() -> {
                throw new AssertionError("planted: 100,000 events were taken");
            });
            own.join();
        }
    }

    static class LogsAnError extends Planted {
        @Test
        void passes() {
            LOG.error("planted: {}", "a bug", new IllegalStateException("the cause"));
        }
    }

    static class LogsAnErrorAfterResets extends Planted {
        @Test
        void passes() {
            LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
            log.reset();
            log.reset();
            LOG.error("planted after two resets");
        }
    }

    static class ReportsALeak extends Planted {
        @Test
        void passes() {
            LoggerFactory.getLogger(ResourceLeakDetector.class).error("LEAK: planted");
        }
    }

    static class ExpectsItsError extends Planted {
        @Test
        @ExpectsErrorLog("a bug of")
        void passes() {
            LOG.error("planted: a bug of the gateway");
        }
    }
}
