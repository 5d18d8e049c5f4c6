package dev.sluice.app;

import java.util.Map;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Keeps the actuator on port 9090 of the loopback address, with as few open ports as possible.
 *
 * <p>Spring Boot has an application port ({@code server.port}), where routes of an application.yml answer. Most
 * gateways have none, so by default it is the management port too, and {@code server.address} says where. Who sets
 * {@code server.port} gets two ports. A node agent of the mesh has the first port of its own that is free, see {@link
 * AgentManagement}.
 */
final class ManagementPort implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String APPLICATION_PORT = "server.port";
    private static final String APPLICATION_ADDRESS = "server.address";
    private static final String PORT = "management.server.port";
    private static final String ADDRESS = "management.server.address";
    private static final String DEFAULT_PORT = "9090";
    private static final String LOOPBACK = "127.0.0.1";

    /** After the files of the user were read, and after the log was set up, which may have to tell a mistake. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        complete(event.getEnvironment());
    }

    /**
     * Adds what the user has not said.
     *
     * @throws InvalidConfigurationPropertyValueException for a management address without an application port, which
     *     Spring Boot would refuse without a remedy
     */
    static void complete(ConfigurableEnvironment environment) {
        String port = environment.getProperty(PORT, AgentManagement.port(environment, DEFAULT_PORT));
        MutablePropertySources sources = environment.getPropertySources();
        AgentManagement.write(environment, port);
        if (environment.containsProperty(APPLICATION_PORT)) {
            sources.addLast(new MapPropertySource("sluiceOwnPort", Map.of(PORT, port, ADDRESS, LOOPBACK)));
            return;
        }
        if (environment.containsProperty(ADDRESS)) {
            throw new InvalidConfigurationPropertyValueException(
                    ADDRESS,
                    environment.getProperty(ADDRESS),
                    "Without server.port the actuator and the application share one port, and " + APPLICATION_ADDRESS
                            + " says where it is.");
        }
        sources.addLast(new MapPropertySource(
                "sluiceSharedPort", Map.of(APPLICATION_PORT, port, APPLICATION_ADDRESS, LOOPBACK)));
        // Spring Boot takes two ports for two even if both are 0; no port of its own is one.
        sources.addFirst(new MapPropertySource("sluiceNoSecondPort", Map.of(PORT, "")));
    }
}
