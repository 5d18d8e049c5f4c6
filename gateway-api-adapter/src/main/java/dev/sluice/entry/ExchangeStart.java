package dev.sluice.entry;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * What reactor-netty is given for a request: subscribing begins the exchange, a cancel tells that the client is gone.
 * It never completes, for reactor-netty takes that for the wish to be answered in our place; see {@link ClientChannel}.
 */
final class ExchangeStart extends Mono<Void> implements Subscription {

    private final ClientExchange exchange;
    private final Runnable start;

    ExchangeStart(ClientExchange exchange, Runnable start) {
        this.exchange = exchange;
        this.start = start;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> reactorNetty) {
        reactorNetty.onSubscribe(this);
        start.run();
    }

    @Override
    public void request(long count) {
        // There is nothing to come.
    }

    @Override
    public void cancel() {
        exchange.cancel();
    }
}
