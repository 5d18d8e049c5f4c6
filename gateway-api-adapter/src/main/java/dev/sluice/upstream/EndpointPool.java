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
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean disposed = new AtomicBoolean();
    private volatile boolean retired;

    /** @param sender sends to {@code endpoint} over {@code connections}; its method and target mean nothing */
    EndpointPool(Endpoint endpoint, ConnectionProvider connections, RequestSender sender) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.sender = sender;
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
            return sender.send((request, outbound) -> attempt.send(outbound))
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
