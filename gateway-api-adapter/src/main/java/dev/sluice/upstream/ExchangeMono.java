package dev.sluice.upstream;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** One try for each subscriber. Nothing happens before the outcome is asked for. */
final class ExchangeMono extends Mono<UpstreamOutcome> {

    private final Upstream upstream;
    private final UpstreamRequest request;
    private final Try which;

    ExchangeMono(Upstream upstream, UpstreamRequest request, Try which) {
        this.upstream = upstream;
        this.request = request;
        this.which = which;
    }

    @Override
    public void subscribe(CoreSubscriber<? super UpstreamOutcome> client) {
        client.onSubscribe(new Exchange(upstream, request, which, client));
    }
}
