package dev.sluice.entry;

import reactor.core.publisher.Mono;

/** What Spring has of a rule: the filters before its program. */
@FunctionalInterface
public interface SpringRule {

    /**
     * Runs the filters, then the program, and has the response written by {@link ClientExchange#respond}.
     *
     * @return completes when the filters are done with the request; never an error
     */
    Mono<Void> handle(RoutedRequest request);
}
