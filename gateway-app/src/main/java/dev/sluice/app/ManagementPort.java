package dev.sluice.app;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Keeps the actuator on port 9090 of the loopback address, with as few open ports as possible.
 *
 * <p>Spring Boot has an application port ({@code server.port}), where routes of an application.yml answer. Most gateways
 * have none, so by default it is the management port too. Who sets {@code server.port} gets two ports. Spring Boot
 * refuses {@code management.server.address} while both are one, so the address then goes to {@code server.address}.
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

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String port = environment.getProperty(PORT, DEFAULT_PORT);
        String address = environment.getProperty(ADDRESS, LOOPBACK);
        MutablePropertySources sources = environment.getPropertySources();
        if (environment.containsProperty(APPLICATION_PORT)) {
            sources.addLast(new MapPropertySource("sluiceOwnPort", Map.of(PORT, port, ADDRESS, address)));
        } else {
            sources.addLast(new MapPropertySource(
                    "sluiceSharedPort", Map.of(APPLICATION_PORT, port, APPLICATION_ADDRESS, address)));
            sources.addFirst(new MapPropertySource("sluiceNoSecondPort", Map.of(PORT, "", ADDRESS, "")));
        }
    }
}
