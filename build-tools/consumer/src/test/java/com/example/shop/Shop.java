package com.example.shop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application with a folder of Gateway API resources and a backend. */
final class Shop implements AutoCloseable {

    static final String ANN =
            "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final EchoBackend backend = new EchoBackend();
    final int listener = freePort();
    final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Starts it, and waits until it is ready. */
    Shop(Path folder, String... properties) {
        write(folder);
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sluice.source.folders=" + folder,
                "--sluice.listen.address=127.0.0.1",
                "--shop.backend=http://localhost:" + backend.port()));
        arguments.addAll(List.of(properties));
        context = new SpringApplicationBuilder(ShopApplication.class).run(arguments.toArray(String[]::new));
        awaitReady();
    }

    /** The folder, with ports that are free on this machine. */
    private void write(Path folder) {
        String closed = String.valueOf(freePort());
        try {
            for (String name : List.of("gateway.yaml", "routes.yaml", "filters.yaml")) {
                String text = Files.readString(Path.of("src", "test", "resources", "gateway", name));
                Files.writeString(
                        folder.resolve(name),
                        text.replace("LISTENER", String.valueOf(listener))
                                .replace("BACKEND", String.valueOf(backend.port()))
                                .replace("CLOSED", closed));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> get(own("/actuator/health/readiness"), "Authorization", ANN)
                                .statusCode()
                        == 200);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the Listener of the Gateway. */
    URI gateway(String path) {
        return URI.create("http://localhost:" + listener + path);
    }

    /** On the application's own port. */
    URI own(String path) {
        return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
    }

    HttpResponse<String> get(URI uri, String... headers) {
        return send(HttpRequest.newBuilder(uri), headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        try {
            return client.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        client.close();
        backend.close();
    }
}
