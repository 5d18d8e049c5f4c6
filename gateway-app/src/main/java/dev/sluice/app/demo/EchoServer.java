package dev.sluice.app.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backend whose answer is the request as it saw it, so that what a gateway changed can be read off. It speaks
 * HTTP/1.1, HTTP/2 and WebSocket, where it sends every frame back; HTTP/2 by prior knowledge, or within TLS by ALPN. A
 * query can {@link Wish} for a delay or a status.
 */
public final class EchoServer implements DemoBackend {

    /** On a machine that does much else the 3 s of Reactor Netty are not enough. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final String name;
    private final DisposableServer server;

    /** Not those that all of a process share: Spring ends them with the gateway, before its backends. */
    private final LoopResources loops;

    private EchoServer(String name, DisposableServer server, LoopResources loops) {
        this.name = name;
        this.server = server;
        this.loops = loops;
    }

    /**
     * Opens the port, without TLS.
     *
     * @param name how it calls itself in {@code backend} and in the header {@code X-Backend}
     * @param host an address of this machine
     * @param port 0-65535; 0 for any free one
     * @throws ChannelBindException if the port cannot be opened
     */
    public static EchoServer start(String name, String host, int port) {
        return start(name, host, port, null);
    }

    /**
     * Opens the port.
     *
     * @param tls what is spoken there; null: clear text
     * @throws ChannelBindException if the port cannot be opened
     */
    static EchoServer start(String name, String host, int port, @Nullable EchoTls tls) {
        var counts = new Counts(new AtomicInteger(), new AtomicInteger());
        LoopResources loops = LoopResources.create("echo", 1, true);
        HttpServer server = HttpServer.create()
                .runOn(loops)
                .host(host)
                .port(port)
                .protocol(HttpProtocol.HTTP11, tls == null ? HttpProtocol.H2C : HttpProtocol.H2)
                .handle((request, response) -> isWebSocket(request)
                        ? response.sendWebsocket((frames, answers) ->
                                answers.sendObject(frames.receiveFrames().map(WebSocketFrame::retain)))
                        : answer(name, counts, request, response));
        HttpServer secured = tls == null ? server : server.secure(spec -> spec.sslContext(tls.context()));
        try {
            return new EchoServer(name, secured.bindNow(), loops);
        } catch (ChannelBindException e) {
            end(loops);
            throw e;
        }
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void await() {
        server.onDispose().block();
    }

    @Override
    public void close() {
        server.disposeNow(LONGEST_CLOSE);
        end(loops);
    }

    private static void end(LoopResources loops) {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }

    /** {@code shop-v1 on 127.0.0.1:18081}. */
    @Override
    public String toString() {
        return name + " on " + server.host() + ":" + server.port();
    }

    /**
     * How many requests came.
     *
     * @param served all of them, but for WebSocket
     * @param failing those that wished for a status
     */
    private record Counts(AtomicInteger served, AtomicInteger failing) {}

    private static boolean isWebSocket(HttpServerRequest request) {
        return request.requestHeaders().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** Reads the body to its end first: the length of it is part of the answer. */
    private static Publisher<Void> answer(
            String name, Counts counts, HttpServerRequest request, HttpServerResponse response) {
        int served = counts.served().incrementAndGet();
        Wish wish = Wish.of(request.uri());
        int status = wish.fails() ? wish.statusAfter(counts.failing().getAndIncrement()) : wish.status();
        Mono<String> json = request.receive()
                .map(buffer -> (long) buffer.readableBytes())
                .reduce(0L, Long::sum)
                .map(bodyBytes -> JSON.writeValueAsString(seen(name, served, request, bodyBytes)) + "\n")
                .delayElement(wish.delay());
        return response.status(status)
                .header("Content-Type", "application/json")
                .header("X-Backend", name)
                .sendString(json);
    }

    private static Map<String, Object> seen(String name, int served, HttpServerRequest request, long bodyBytes) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("backend", name);
        seen.put("served", served);
        seen.put("protocol", request.protocol());
        seen.put("method", request.method().name());
        seen.put("target", request.uri());
        request.withConnection(connection -> {
            Map<String, String> tls = EchoTls.seen(connection.channel());
            if (!tls.isEmpty()) {
                seen.put("tls", tls);
            }
        });
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
