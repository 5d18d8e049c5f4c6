package dev.sluice.cluster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers each request and answers all of them alike. */
public final class RecordingApiServer implements AutoCloseable {

    /**
     * A request.
     *
     * @param target method and path
     */
    record Request(String target, String contentType, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final KubernetesClient client;
    private volatile int code = 200;
    private volatile String answer = "{}";

    /** Starts, and answers 200 with an empty object. */
    public RecordingApiServer() throws IOException {
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    /** A client of this server, which is closed with it. */
    public KubernetesClient client() {
        return client;
    }

    /** Methods and paths of all requests, in their order. */
    public List<String> targets() {
        return requests.stream().map(Request::target).toList();
    }

    List<Request> requests() {
        return requests;
    }

    void answer(int newCode, String json) {
        code = newCode;
        answer = json;
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            var body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
