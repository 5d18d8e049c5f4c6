package dev.sluice.app;

import dev.sluice.source.ResourceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application. */
final class GatewayProcess {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);

    private GatewayProcess() {}

    /**
     * Starts the gateway; it then runs on threads of its own.
     *
     * @param arguments Spring Boot's
     * @return empty if it did not start; the reason was printed by {@link StartFailureReporter}, or logged by Spring
     *     Boot with its stack where it is a bug
     */
    static Optional<ConfigurableApplicationContext> start(List<String> arguments) {
        return start(arguments, null);
    }

    /**
     * The same with another source than the folders that the arguments name, or a cluster.
     *
     * @param source started and closed by the gateway; null: as the arguments say
     */
    static Optional<ConfigurableApplicationContext> start(List<String> arguments, @Nullable ResourceSource source) {
        var application = new SpringApplication(SluiceApplication.class);
        if (source != null) {
            application.addInitializers(context -> context.getBeanFactory().registerSingleton("sluiceSource", source));
        }
        try {
            var context = application.run(arguments.toArray(String[]::new));
            notifyLauncher();
            return Optional.of(context);
        } catch (RuntimeException reported) {
            return Optional.empty();
        }
    }

    /** The launcher prepares fast starts once the gateway has started, where this names the file that it waits for. */
    private static void notifyLauncher() {
        String started = System.getProperty("app.started");
        if (started != null) {
            try {
                Files.createFile(Path.of(started));
            } catch (IOException e) {
                LOG.warn("{} cannot be made, so no fast starts are prepared: {}", started, e.toString());
            }
        }
    }
}
