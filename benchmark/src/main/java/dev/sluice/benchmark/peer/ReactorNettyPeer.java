package dev.sluice.benchmark.peer;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.reactivestreams.Publisher;
import reactor.netty.Connection;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * The least that reactor-netty can do as a proxy, with a pool of connections per event loop: it finds no route, and
 * only takes away what RFC 9110 forbids to hand on. What a gateway on reactor-netty costs more than this, its own work
 * costs.
 *
 * <p>Run as {@code ReactorNettyPeer PORT BACKEND_PORT [CERTIFICATE KEY]}; with a certificate it speaks TLS.
 */
public final class ReactorNettyPeer {

    private static final LoopResources LOOPS = LoopResources.create("peer");

    private final FastThreadLocal<HttpClient> clients;

    private ReactorNettyPeer(InetSocketAddress backend) {
        this.clients = new FastThreadLocal<>() {
            @Override
            protected HttpClient initialValue() {
                return HttpClient.create(ConnectionProvider.create("peer", 1024))
                        .runOn(LOOPS)
                        .remoteAddress(() -> backend)
                        .disableRetry(true);
            }
        };
    }

    /** Serves until the process is stopped. */
    public static void main(String[] args) {
        ReactorNettyPeer peer = new ReactorNettyPeer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])));
        HttpServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .runOn(LOOPS)
                .handle(peer::proxy);
        if (args.length > 2) {
            server = secure(server, new File(args[2]), new File(args[3]));
        } else {
            server = server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C);
        }
        server.bindNow().onDispose().block();
    }

    private static HttpServer secure(HttpServer server, File certificate, File key) {
        // By this type; the other method that would take it is deprecated.
        GenericSslContextSpec<?> context = Http2SslContextSpec.forServer(certificate, key);
        return server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2).secure(tls -> tls.sslContext(context));
    }

    private Publisher<Void> proxy(HttpServerRequest request, HttpServerResponse response) {
        return clients.get()
                .request(request.method())
                .uri(request.uri())
                .send((toBackend, outbound) -> {
                    copy(request.requestHeaders(), toBackend.requestHeaders());
                    return hasBody(request.requestHeaders())
                            ? outbound.send(request.receive().retain())
                            : outbound;
                })
                .responseConnection((fromBackend, connection) -> relay(fromBackend, connection, response));
    }

    private static Publisher<Void> relay(
            HttpClientResponse fromBackend, Connection connection, HttpServerResponse response) {
        response.status(fromBackend.status());
        copy(fromBackend.responseHeaders(), response.responseHeaders());
        return response.send(connection.inbound().receive().retain());
    }

    private static boolean hasBody(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.CONTENT_LENGTH) || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    private static void copy(HttpHeaders from, HttpHeaders to) {
        to.set(from);
        to.remove(HttpHeaderNames.CONNECTION);
        to.remove("keep-alive");
    }
}
