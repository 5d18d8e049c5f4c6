package dev.sluice.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The gateway as a Spring Boot application. But for {@link FirstServed} its beans come from the adapter's
 * auto-configuration, as they would in any other application.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SluiceApplication {

    /**
     * Runs one verb of the command line. A gateway that was started goes on when this returns: the process ends when it
     * is told to stop.
     *
     * @param args a verb and what belongs to it, see {@code sluice help}
     */
    public static void main(String[] args) {
        int exitCode = SluiceCommand.commandLine(args).execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
