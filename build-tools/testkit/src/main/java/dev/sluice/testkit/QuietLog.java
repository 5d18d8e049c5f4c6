package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class during which something was logged that a client caused: anything above DEBUG while a test runs,
 * but for what the test's own thread does; and anything above INFO between the tests, where applications start and
 * stop.
 *
 * <p>Loggers that are set to less than INFO are set to INFO for that time, so that nothing is overlooked.
 */
public final class QuietLog implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** Notes at INFO each HEADERS frame of a stream that we have reset. */
    public static final String HTTP2_DECODER = "io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder";

    private static final int LINES_OF_TRACE = 12;

    private final List<String> allowed;
    private final Recorder recorder = new Recorder();
    private final Map<String, Level> quieted = new HashMap<>();

    /** Of nested classes. */
    private int depth;

    private volatile String test = "";
    private volatile @Nullable Thread runner;

    private QuietLog(List<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * A watcher for one test class, to be registered as a static field.
     *
     * @param loggers names of loggers that may write at INFO, such as that of an access log
     */
    public static QuietLog except(String... loggers) {
        return new QuietLog(List.of(loggers));
    }

    private final class Recorder extends AppenderBase<ILoggingEvent> {

        private final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            boolean byTest = test.isEmpty() || Thread.currentThread() == runner;
            Level from = byTest ? Level.WARN : Level.INFO;
            if (event.getLevel().isGreaterOrEqual(allowed.contains(event.getLoggerName()) ? Level.WARN : from)) {
                heard.add(test + ": " + event + trace(event));
            }
        }

        private static String trace(ILoggingEvent event) {
            return event.getThrowableProxy() == null
                    ? ""
                    : ThrowableProxyUtil.asString(event.getThrowableProxy())
                            .lines()
                            .limit(LINES_OF_TRACE)
                            .reduce("", (one, other) -> one + "\n" + other);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        depth++;
    }

    /** Before each, for an application that starts in between sets logging up again. */
    @Override
    public void beforeEach(ExtensionContext context) {
        for (Logger logger : loggers().getLoggerList()) {
            Level level = logger.getLevel();
            if (level != null && level.isGreaterOrEqual(Level.WARN) && !allowed.contains(logger.getName())) {
                quieted.putIfAbsent(logger.getName(), level);
                logger.setLevel(Level.INFO);
            }
        }
        if (!root().isAttached(recorder)) {
            recorder.setContext(loggers());
            recorder.start();
            root().addAppender(recorder);
        }
        runner = Thread.currentThread();
        test = context.getDisplayName();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        test = "";
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--depth > 0) {
            return;
        }
        root().detachAppender(recorder);
        quieted.forEach((logger, level) -> loggers().getLogger(logger).setLevel(level));
        assertThat(recorder.heard).as("log above DEBUG").isEmpty();
    }

    private static LoggerContext loggers() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Logger root() {
        return loggers().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
