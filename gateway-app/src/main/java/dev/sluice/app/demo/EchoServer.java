package dev.sluice.app.demo;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP backend whose answer is the request as it saw it, so that what a gateway changed can be read off. */
public final class EchoServer implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final String name;
    private final DisposableServer server;

    private EchoServer(String name, DisposableServer server) {
        this.name = name;
        this.server = server;
    }

    /**
     * Opens the port.
     *
     * @param name how it calls itself in {@code backend} and in the header {@code X-Backend}
     * @param host an address of this machine
     * @param port 0-65535; 0 for any free one
     * @throws reactor.netty.ChannelBindException if the port cannot be opened
     */
    public static EchoServer start(String name, String host, int port) {
        HttpServer server = HttpServer.create()
                .host(host)
                .port(port)
                .handle((request, response) -> answer(name, request, response));
        return new EchoServer(name, server.bindNow());
    }

    /** The open port. */
    public int port() {
        return server.port();
    }

    /** Returns when the server was closed. */
    public void await() {
        server.onDispose().block();
    }

    /** Closes the port. */
    @Override
    public void close() {
        server.disposeNow();
    }

    /** {@code shop-v1 on 127.0.0.1:18081}. */
    @Override
    public String toString() {
        return name + " on " + server.host() + ":" + server.port();
    }

    /** Reads the body to its end first: the length of it is part of the answer. */
    private static Publisher<Void> answer(String name, HttpServerRequest request, HttpServerResponse response) {
        Mono<String> json = request.receive()
                .map(buffer -> (long) buffer.readableBytes())
                .reduce(0L, Long::sum)
                .map(bodyBytes -> JSON.writeValueAsString(seen(name, request, bodyBytes)) + "\n");
        return response.header("Content-Type", "application/json")
                .header("X-Backend", name)
                .sendString(json);
    }

    private static Map<String, Object> seen(String name, HttpServerRequest request, long bodyBytes) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("backend", name);
        seen.put("method", request.method().name());
        seen.put("target", request.uri());
        seen.put("headers", headers(request.requestHeaders()));
        seen.put("bodyBytes", bodyBytes);
        return seen;
    }

    /** Sorted and in lower case, for their order and case mean nothing. */
    private static Map<String, String> headers(HttpHeaders headers) {
        Map<String, String> sorted = new TreeMap<>();
        for (String headerName : headers.names()) {
            List<String> values = headers.getAll(headerName);
            sorted.put(headerName.toLowerCase(Locale.ROOT), String.join(", ", values));
        }
        return sorted;
    }
}
