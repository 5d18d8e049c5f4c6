package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.route.RuleId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Answers 500 where a program has a bug, and logs it. What goes wrong later than here, {@link Delivery} guards. */
record Guarded(RuleId rule, RuleProgram program) implements RuleProgram {

    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        try {
            return program.run(request);
        } catch (RuntimeException bug) {
            LOG.error("{} failed; this is a bug of the gateway", rule, bug);
            return Mono.just(ProgramResponse.of(Answer.PROGRAM_FAILED, request.answers()));
        }
    }
}
