package dev.sluice.program;

import dev.sluice.answer.Answer;
import reactor.core.publisher.Mono;

/** Always gives the same answer of ours. */
record Refusal(Answer answer) implements RuleProgram {

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        return Mono.just(ProgramResponse.of(answer, request.answers()));
    }
}
