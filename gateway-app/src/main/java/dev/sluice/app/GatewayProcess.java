package dev.sluice.app;

import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application. */
final class GatewayProcess {

    private GatewayProcess() {}

    /**
     * Starts the gateway; it then runs on threads of its own.
     *
     * @param arguments Spring Boot's
     * @return empty if it did not start; the reason was printed by {@link StartFailureReporter}, or logged by Spring
     *     Boot with its stack where it is a bug
     */
    static Optional<ConfigurableApplicationContext> start(List<String> arguments) {
        try {
            return Optional.of(SpringApplication.run(SluiceApplication.class, arguments.toArray(String[]::new)));
        } catch (RuntimeException reported) {
            return Optional.empty();
        }
    }
}
