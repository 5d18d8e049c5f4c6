package dev.sluice.program;

import reactor.core.publisher.Mono;

/** A compiled rule. Immutable; runs on the event loop of the request. */
@FunctionalInterface
public interface RuleProgram {

    /**
     * Answers one request.
     *
     * @return the head of the response, its body still to be read; never an error for what a backend or a client did
     *     wrong, which becomes an answer of our own
     */
    Mono<ProgramResponse> run(ProgramRequest request);
}
