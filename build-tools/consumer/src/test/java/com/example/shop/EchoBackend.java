package com.example.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers with the path and the credentials that it was asked with; issues tokens and collects spans too. */
final class EchoBackend implements AutoCloseable {

    private static final String TOKEN =
            "{\"access_token\":\"of-the-shop\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    private final HttpServer server;
    private final List<String> traces = new CopyOnWriteArrayList<>();

    EchoBackend() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, "text/plain", echo(exchange)));
        server.createContext("/oauth/token", exchange -> answer(exchange, "application/json", TOKEN));
        server.createContext("/v1/traces", exchange -> {
            traces.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            answer(exchange, "application/x-protobuf", "");
        });
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, "application/json", provider()));
        server.start();
    }

    /** What an OpenID Connect provider says of itself. */
    private String provider() {
        return """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/login", "token_endpoint": "%1$s/oauth/token",
                 "jwks_uri": "%1$s/keys", "subject_types_supported": ["public"],
                 "response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"]}
                """.formatted("http://127.0.0.1:" + port());
    }

    private static String echo(HttpExchange exchange) {
        String credentials = exchange.getRequestHeaders().getFirst("Authorization");
        return exchange.getRequestURI().getPath() + " " + Objects.requireNonNullElse(credentials, "nobody");
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        try (exchange) {
            String parent = exchange.getRequestHeaders().getFirst("traceparent");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("x-seen-trace", Objects.requireNonNullElse(parent, "none"));
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** What was exported so far; names and attributes of spans are plain text in it. */
    String traces() {
        return String.join("", traces);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
