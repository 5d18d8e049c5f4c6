package dev.sluice.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Passes on each log event of level ERROR, among them the reports of Netty's leak detector. Keeps its place when Spring
 * Boot sets up logging again, as it does at the start of each application.
 */
final class ErrorLog extends AppenderBase<ILoggingEvent> {

    private final Consumer<ILoggingEvent> errors;
    private final LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Resets resets = new Resets();

    /** @param errors called on the thread that logs */
    ErrorLog(Consumer<ILoggingEvent> errors) {
        this.errors = errors;
        setContext(log);
    }

    void open() {
        attach();
        log.addListener(resets);
    }

    void close() {
        log.removeListener(resets);
        log.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        stop();
    }

    private void attach() {
        start();
        log.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.accept(event);
        }
    }

    private final class Resets implements LoggerContextListener {

        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onReset(LoggerContext context) {
            attach();
        }

        @Override
        public void onStart(LoggerContext context) {}

        @Override
        public void onStop(LoggerContext context) {}

        @Override
        public void onLevelChange(Logger logger, Level level) {}
    }
}
