package dev.sluice.testkit;

import java.time.Duration;
import java.util.function.UnaryOperator;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Reactor Netty's HTTP server on loopback, on an event loop of its own. Spring ends the loops that all of a process
 * share with each application, and a server that was on them can stay open with nothing left that could close it.
 */
public final class HttpBackend implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final LoopResources loops;
    private final DisposableServer server;

    private HttpBackend(LoopResources loops, DisposableServer server) {
        this.loops = loops;
        this.server = server;
    }

    /**
     * Opens a free port.
     *
     * @param answers what it does with requests
     */
    public static HttpBackend start(UnaryOperator<HttpServer> answers) {
        return start(0, answers);
    }

    /**
     * Opens a port.
     *
     * @param port 0 for a free one
     * @param answers what it does with requests
     */
    public static HttpBackend start(int port, UnaryOperator<HttpServer> answers) {
        LoopResources loops = LoopResources.create("backend", 1, true);
        HttpServer server = HttpServer.create().runOn(loops).host("127.0.0.1").port(port);
        return new HttpBackend(loops, answers.apply(server).bindNow());
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow(LONGEST_CLOSE);
        loops.disposeLater(Duration.ZERO, LONGEST_CLOSE).block();
    }
}
