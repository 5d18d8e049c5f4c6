package dev.sluice.testkit;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the run where a thread ended by an exception that nobody caught, or where an ERROR was logged that no running
 * test {@linkplain ExpectsErrorLog expects}: a buffer that leaked, for example.
 *
 * <p>An assertion that fails in a thread of its own fails no test, and what is only in a log is not read. The launcher
 * finds this class by its service file; the exception at the end of its session fails the build.
 */
public final class UncaughtExceptions implements LauncherSessionListener {

    private final RunningTests running = new RunningTests();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final ErrorLog log = new ErrorLog(this::logged);
    private Thread.@Nullable UncaughtExceptionHandler before;

    /** By the service loader. */
    public UncaughtExceptions() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerTestExecutionListeners(running);
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        log.open();
    }

    /** @throws AssertionError with all that was seen, and the test that ran at the time */
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        log.close();
        Thread.setDefaultUncaughtExceptionHandler(before);
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    "Uncaught exceptions and unexpected errors in the log: " + faults.size() + String.join("", faults));
        }
    }

    private void uncaught(Thread thread, Throwable exception) {
        add("thread \"%s\" ended by %s".formatted(thread.getName(), exception));
        exception.printStackTrace();
    }

    private void logged(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (!running.expectError(message)) {
            IThrowableProxy cause = event.getThrowableProxy();
            add("%s logged \"%s\"%s"
                    .formatted(
                            event.getLoggerName(),
                            message.lines().findFirst().orElse(""),
                            cause == null ? "" : " because of " + cause.getClassName() + ": " + cause.getMessage()));
        }
    }

    private void add(String fault) {
        faults.add("\n  while %s ran: %s".formatted(running, fault));
    }
}
