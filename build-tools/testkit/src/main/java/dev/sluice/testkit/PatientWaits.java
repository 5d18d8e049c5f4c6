package dev.sluice.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets Awaitility wait for 30 s where a test does not say for how long. A wait that is longer than needed costs
 * nothing, and a machine that builds several things at once can need more than Awaitility's own 10 s. The launcher
 * finds this class by its service file.
 */
public final class PatientWaits implements LauncherSessionListener {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** By the service loader. */
    public PatientWaits() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
