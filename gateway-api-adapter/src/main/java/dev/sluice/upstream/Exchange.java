package dev.sluice.upstream;

import dev.sluice.message.HopByHop;
import dev.sluice.upstream.UpstreamOutcome.Received;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.ProtocolException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** One use of a connection, which is counted out of its pool exactly once, whichever way it ends. */
final class Exchange {

    private final EndpointPool pool;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Connection connection;
    private volatile boolean bodyAsked;
    private volatile boolean abandoned;

    Exchange(EndpointPool pool) {
        this.pool = pool;
    }

    /** The head is here. A 101, which we never ask for, is a fault of the backend. */
    Mono<Received> receive(HttpClientResponse response, Connection answering) {
        connection = answering;
        if (abandoned || response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            answering.dispose();
            return Mono.error(new ProtocolException("no response: " + response.status()));
        }
        HttpHeaders headers = response.responseHeaders();
        HopByHop.strip(headers);
        Flux<ByteBuf> body = answering
                .inbound()
                .receive()
                .retain()
                .doOnSubscribe(subscription -> bodyAsked = true)
                .doFinally(signal -> end());
        return Mono.just(new Received(response.status(), headers, new FluxBody(body), pool.endpoint()));
    }

    /** The client went away before it saw the head. */
    void abandon() {
        abandoned = true;
        Connection answering = connection;
        if (answering != null && !bodyAsked) {
            answering.dispose();
        }
        end();
    }

    void end() {
        if (ended.compareAndSet(false, true)) {
            pool.ended();
        }
    }
}
