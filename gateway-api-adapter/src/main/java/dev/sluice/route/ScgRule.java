package dev.sluice.route;

import dev.sluice.entry.ResponseTaker;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.entry.SpringRule;
import reactor.core.publisher.Mono;

/** A rule as Spring Cloud Gateway has it, made already or made when it is asked for. */
sealed interface ScgRule extends SpringRule permits WebFluxRule, RuleOnDemand {

    /** The one that requests run through; the same for all of them. */
    WebFluxRule inUse();

    /** One to be shown to people. */
    WebFluxRule shown();

    @Override
    default Mono<Void> handle(RoutedRequest request, ResponseTaker taker) {
        return inUse().handle(request, taker);
    }
}
