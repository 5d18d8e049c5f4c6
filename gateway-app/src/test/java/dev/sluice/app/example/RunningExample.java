package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.SluiceApplication;
import dev.sluice.app.demo.EchoServer;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The application as {@code sluice demo FOLDER} starts it, with ports of its own: a copy of the folder names other
 * backend ports, and ports below 1024 are mapped elsewhere.
 */
final class RunningExample implements AutoCloseable {

    static final Path EXAMPLES = Path.of("..", "examples");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final List<EchoServer> backends;
    private final ConfigurableApplicationContext application;

    private RunningExample(Path folder, List<EchoServer> backends, ConfigurableApplicationContext application) {
        this.folder = folder;
        this.backends = backends;
        this.application = application;
    }

    /** Returns when every socket of the folder is open. */
    static RunningExample start(String name) {
        Path folder = copy(EXAMPLES.resolve(name));
        var first = EchoServer.start("first", "127.0.0.1", 0);
        var second = EchoServer.start("second", "127.0.0.1", 0);
        int mapped = FreePorts.next();
        replaceAll(folder, "port: 18081", "port: " + first.port());
        replaceAll(folder, "port: 18082", "port: " + second.port());
        replaceAll(folder, "80=8180", "80=" + mapped);
        ConfigurableApplicationContext application = SpringApplication.run(
                SluiceApplication.class,
                "--sluice.source.folders=" + folder,
                "--sluice.listen.privileged-port-offset=" + FreePorts.offset(80, 81, 443),
                "--management.server.port=0",
                "--sluice.listen.address=127.0.0.1");
        var running = new RunningExample(folder, List.of(first, second), application);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(running.pipeline().current().isServing()).isTrue());
        return running;
    }

    /** A request to the socket of a Gateway. */
    TestRequest to(String gateway, int listenerPort) {
        ListenerSocket socket = pipeline().current().config().sockets().stream()
                .filter(it -> it.id().gatewayName().equals(gateway) && it.id().port() == listenerPort)
                .findFirst()
                .orElseThrow();
        return TestRequest.to(socket.addresses().getFirst().port());
    }

    /** A request to the only port where the actuator answers. */
    TestRequest toManagement() {
        return TestRequest.to(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /** Writes a file of the folder anew, one text in it replaced. */
    void edit(String file, String before, String after) {
        Path path = folder.resolve(file);
        String text = read(path);
        assertThat(text).contains(before);
        write(path, text.replace(before, after));
    }

    Pipeline pipeline() {
        return application.getBean(Pipeline.class);
    }

    @Override
    public void close() {
        application.close();
        backends.forEach(EchoServer::close);
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
