package dev.sluice.entry;

import reactor.core.publisher.Mono;

/** What Spring has of a rule: the filters before its program. */
@FunctionalInterface
public interface SpringRule {

    /**
     * Runs the filters, then the program, and gives away the response.
     *
     * @param taker of the response: the exchange of the request, unless filters of the Listener are to see it first
     * @return completes when the filters are done with the request; never an error
     */
    Mono<Void> handle(RoutedRequest request, ResponseTaker taker);
}
