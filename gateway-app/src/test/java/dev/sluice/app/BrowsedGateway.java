package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.pipeline.Pipeline;
import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway in this process that serves a folder, and a browser without a window that looks at its pages. */
public final class BrowsedGateway implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConfigurableApplicationContext application;
    private final int offset;
    private final int management;

    private BrowsedGateway(Path folder) {
        offset = FreePorts.offset(80, 443);
        management = FreePorts.next();
        application = SpringApplication.run(
                SluiceApplication.class,
                "--sluice.source.folders=" + folder,
                "--sluice.listen.privileged-port-offset=" + offset,
                "--sluice.listen.address=127.0.0.1",
                "--management.server.port=" + management);
        await().until(() -> application.getBean(Pipeline.class).current().isServing());
    }

    /**
     * Starts it; returns when it serves.
     *
     * @param folder empty
     * @param objects YAML, in which CERTIFICATE stands for the name of a Secret with a certificate
     */
    public static BrowsedGateway serving(Path folder, String objects) throws IOException {
        Path certificate = Path.of("..", "examples", "tls", "example-certificate-shop.yaml");
        Files.copy(certificate, folder.resolve("certificate.yaml"));
        Files.writeString(folder.resolve("gateway.yaml"), objects.replace("CERTIFICATE", nameIn(certificate)));
        return new BrowsedGateway(folder);
    }

    private static String nameIn(Path secret) throws IOException {
        var name = Pattern.compile("^  name: (\\S+)$", Pattern.MULTILINE).matcher(Files.readString(secret));
        assertThat(name.find()).isTrue();
        return name.group(1);
    }

    /** What a browser is started with. */
    public static List<String> options(Path profile) {
        return List.of("--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + profile);
    }

    /** Where the management port answers. */
    public String management() {
        return "http://localhost:" + management;
    }

    /** Where a Listener answers. */
    public String data(int port) {
        return "http://localhost:" + (offset + port);
    }

    /**
     * What the page at a path says when its scripts have ended.
     *
     * @param profile of the browser, which keeps its cookies
     * @param port of a Listener
     */
    public String browse(Path profile, String scheme, int port, String path) throws Exception {
        List<String> command = Stream.of(
                        Stream.of("chromium"),
                        options(profile).stream(),
                        Stream.of(
                                "--ignore-certificate-errors",
                                "--virtual-time-budget=20000",
                                "--dump-dom",
                                scheme + "://localhost:" + (offset + port) + path))
                .flatMap(part -> part)
                .toList();
        Process browser = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(browser.waitFor(PATIENCE)).isTrue();
        return page;
    }

    @Override
    public void close() {
        application.close();
    }
}
