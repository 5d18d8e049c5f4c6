package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/**
 * {@code sluice demo} on a copy of the quickstart, in this process and with ports of its own.
 *
 * @param folder the copy
 * @param ports of this demo, by those of the quickstart; the backends end with this process
 */
public record RunningDemo(ConfigurableApplicationContext application, Path folder, Map<Integer, Integer> ports)
        implements AutoCloseable {

    private static final String LOGGING = "logging.config";
    private static final String OFFSET = "sluice.listen.privileged-port-offset";

    /**
     * Returns when it has printed what to try.
     *
     * @param temporary gets the copy, as {@code examples/quickstart} below it
     * @param out what it prints, but for its log
     */
    public static RunningDemo start(Path temporary, PrintWriter out) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("examples/quickstart"));
        FileSystemUtils.copyRecursively(Path.of("../examples/quickstart"), folder);
        int offset = FreePorts.offset(80, 443);
        int backends = FreePorts.offset(0, 1);
        replace(folder.resolve("backends.yaml"), "18081", backends);
        replace(folder.resolve("backends.yaml"), "18082", backends + 1);
        AtomicReference<@Nullable ConfigurableApplicationContext> started = new AtomicReference<>();
        CommandLine commandLine = SluiceCommand.commandLine().setOut(out);
        // Demo has no word for these; the environment and system properties do.
        System.setProperty(OFFSET, Integer.toString(offset));
        // The lines as a user sees them, not those of tests.
        System.setProperty(LOGGING, "classpath:logback-spring.xml");
        try {
            SpringApplication.withHook(
                    _ -> new SpringApplicationRunListener() {
                        @Override
                        public void contextPrepared(ConfigurableApplicationContext context) {
                            started.set(context);
                        }
                    },
                    () -> assertThat(commandLine.execute("demo", "--management-port", "0", folder.toString()))
                            .isZero());
        } finally {
            System.clearProperty(OFFSET);
            System.clearProperty(LOGGING);
        }
        ConfigurableApplicationContext application = Objects.requireNonNull(started.get());
        int management = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new RunningDemo(
                application,
                folder,
                Map.of(
                        8080, 80 + offset,
                        8443, 443 + offset,
                        9090, management,
                        18081, backends,
                        18082, backends + 1));
    }

    /** Replaces a port in a file. */
    private static void replace(Path file, String port, int by) throws IOException {
        Files.writeString(file, Files.readString(file).replace("port: " + port, "port: " + by));
    }

    /** Replaces a text of the routes. */
    public void editRoutes(String before, String after) throws IOException {
        Path routes = folder.resolve("routes.yaml");
        String text = Files.readString(routes);
        assertThat(text).contains(before);
        Files.writeString(routes, text.replace(before, after));
    }

    @Override
    public void close() {
        application.close();
    }
}
