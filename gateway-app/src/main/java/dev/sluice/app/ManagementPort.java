package dev.sluice.app;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Keeps the actuator on port 9090 of the loopback address, with as few open ports as possible.
 *
 * <p>Spring Boot has an application port ({@code server.port}), where routes of an application.yml answer. Most gateways
 * have none, so by default it is the management port too, and {@code server.address} says where. Who sets
 * {@code server.port} gets two ports.
 */
public final class ManagementPort implements EnvironmentPostProcessor, Ordered {

    private static final String APPLICATION_PORT = "server.port";
    private static final String APPLICATION_ADDRESS = "server.address";
    private static final String PORT = "management.server.port";
    private static final String ADDRESS = "management.server.address";
    private static final String DEFAULT_PORT = "9090";
    private static final String LOOPBACK = "127.0.0.1";

    /** After the files of the user were read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    /**
     * Adds what the user has not said.
     *
     * @throws InvalidConfigurationPropertyValueException for a management address without an application port, which
     *     Spring Boot would refuse without a remedy
     */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String port = environment.getProperty(PORT, DEFAULT_PORT);
        MutablePropertySources sources = environment.getPropertySources();
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
