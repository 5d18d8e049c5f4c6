package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.upstream.UpstreamOutcome.Received;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.resources.ConnectionProvider;

/** The connections to one endpoint of one backend. */
final class EndpointPool {

    private final Endpoint endpoint;
    private final ConnectionProvider connections;
    private final RequestSender sender;
    private final RequestSender afresh;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean disposed = new AtomicBoolean();
    private volatile boolean retired;

    /**
     * Owns {@code connections}. The senders' methods and targets mean nothing.
     *
     * @param sender sends to {@code endpoint} over {@code connections}
     * @param afresh sends to {@code endpoint}, each request over a new connection that is closed after it
     */
    EndpointPool(Endpoint endpoint, ConnectionProvider connections, RequestSender sender, RequestSender afresh) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.sender = sender;
        this.afresh = afresh;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Exchanges from the wait for a connection to the end of the response's body. */
    int running() {
        return running.get();
    }

    /** Sends the request and completes with the head of the response; every failure is an error. */
    Mono<Received> exchange(Attempt attempt) {
        return Mono.defer(() -> {
            running.incrementAndGet();
            Exchange exchange = new Exchange(this);
            RequestSender way = attempt.afresh() ? afresh : sender;
            return way.send((request, outbound) -> attempt.send(outbound))
                    .responseConnection(exchange::receive)
                    .single()
                    .doOnError(failure -> exchange.end())
                    .doOnCancel(exchange::abandon);
        });
    }

    /** Counts one exchange out. */
    void ended() {
        running.decrementAndGet();
        disposeWhenIdle();
    }

    /** Closes the pool as soon as no exchange runs. */
    void retire() {
        retired = true;
        disposeWhenIdle();
    }

    /** Closes the pool now. Exchanges that run may end; their connections are closed then. */
    void dispose() {
        if (disposed.compareAndSet(false, true)) {
            connections.disposeLater().subscribe();
        }
    }

    private void disposeWhenIdle() {
        if (retired && running.get() == 0) {
            dispose();
        }
    }
}
