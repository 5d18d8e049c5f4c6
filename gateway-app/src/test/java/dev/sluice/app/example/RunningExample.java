package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.SluiceApplication;
import dev.sluice.app.demo.DemoBackend;
import dev.sluice.app.demo.DemoBackends;
import dev.sluice.app.demo.EchoServer;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.listen.ListenerServers;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.resource.ClusterState;
import dev.sluice.source.ResourceSource;
import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The application as {@code sluice demo FOLDER} starts it, with ports of its own: a copy of the folder names other
 * backend ports, and ports below 1024 are mapped elsewhere.
 */
final class RunningExample implements AutoCloseable {

    static final Path EXAMPLES = Path.of("..", "examples");

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final List<DemoBackend> backends;
    private final ConfigurableApplicationContext application;

    private RunningExample(Path folder, List<DemoBackend> backends, ConfigurableApplicationContext application) {
        this.folder = folder;
        this.backends = backends;
        this.application = application;
    }

    /**
     * With backends that call themselves {@code first} and {@code second}. Returns when every socket is open.
     *
     * @param properties of Spring Boot, each {@code --name=value}
     */
    static RunningExample start(String name, String... properties) {
        var first = EchoServer.start("first", LOOPBACK, 0);
        var second = EchoServer.start("second", LOOPBACK, 0);
        return start(name, first.port(), second.port(), _ -> List.of(first, second), properties);
    }

    /** With the backends of {@code sluice demo}, which call themselves as their Services. */
    static RunningExample demo(String name) {
        int first = FreePorts.offset(0, 1);
        return start(
                name,
                first,
                first + 1,
                application -> DemoBackends.start(
                        application.getBean(ResourceSource.class).current().state()));
    }

    private static RunningExample start(
            String name,
            int first,
            int second,
            Function<ApplicationContext, List<DemoBackend>> backends,
            String... properties) {
        Path folder = copy(EXAMPLES.resolve(name));
        replaceAll(folder, "port: 18081", "port: " + first);
        replaceAll(folder, "port: 18082", "port: " + second);
        replaceAll(folder, "port: 3000", "port: " + first);
        replaceAll(folder, "number: 18081", "number: " + first);
        replaceAll(folder, "number: 18082", "number: " + second);
        replaceAll(folder, "80=8180", "80=" + FreePorts.next());
        ConfigurableApplicationContext application = SpringApplication.run(
                SluiceApplication.class,
                Stream.concat(
                                Stream.of(
                                        "--sluice.source.folders=" + folder,
                                        "--sluice.listen.privileged-port-offset="
                                                + FreePorts.offset(7, 53, 80, 81, 443),
                                        "--management.server.port=0",
                                        "--sluice.listen.address=127.0.0.1"),
                                Stream.of(properties))
                        .toArray(String[]::new));
        await().atMost(PATIENCE)
                .until(() -> application.getBean(Pipeline.class).current().isServing());
        return new RunningExample(folder, backends.apply(application), application);
    }

    /** A request to the socket of a Gateway. */
    TestRequest to(String gateway, int listenerPort) {
        return TestRequest.to(port(gateway, listenerPort));
    }

    /** Where the socket of a Gateway is open. */
    int port(String gateway, int listenerPort) {
        return socket(gateway, listenerPort).addresses().getFirst().port();
    }

    private ListenerSocket socket(String gateway, int listenerPort) {
        return pipeline().current().config().sockets().stream()
                .filter(it -> it.id().parent().name().equals(gateway) && it.id().port() == listenerPort)
                .findFirst()
                .orElseThrow();
    }

    /** A request to the only port where the actuator answers. */
    TestRequest toManagement() {
        return TestRequest.to(managementPort());
    }

    int managementPort() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Replaces a text of a file wherever it stands. Other tests that share the example see the edit. */
    void edit(String file, String before, String after) {
        Path path = folder.resolve(file);
        String text = read(path);
        assertThat(text).contains(before);
        write(path, text.replace(before, after));
    }

    Pipeline pipeline() {
        return application.getBean(Pipeline.class);
    }

    /** What its folder holds. */
    ClusterState state() {
        return application.getBean(ResourceSource.class).current().state();
    }

    /** How many connections the socket of a Gateway has. */
    int connections(String gateway, int listenerPort) {
        return application
                .getBean(ListenerServers.class)
                .connections(socket(gateway, listenerPort).id());
    }

    /** Stops the gateway as Ctrl-C does; its backends go on. */
    void stop() {
        application.close();
    }

    @Override
    public void close() {
        stop();
        backends.forEach(DemoBackend::close);
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copy(Path source) {
        try {
            Path target = Files.createTempDirectory("sluice-example");
            FileSystemUtils.copyRecursively(source, target);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replaceAll(Path folder, String before, String after) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .forEach(file -> write(file, read(file).replace(before, after)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
