package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.balance.WeightedChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Gives every request to the program of one backendRef, each with the share of its weight. */
record Shares(WeightedChoice<Share> choice) implements RuleProgram {

    /** The program of all these: where only one has a weight, its own. */
    static RuleProgram of(List<Share> all) {
        if (all.stream().anyMatch(share -> share.affinity() != null)) {
            return new SessionShares(all);
        }
        List<Share> weighted = all.stream().filter(share -> share.weight() > 0).toList();
        return switch (weighted.size()) {
            case 0 -> new Refusal(Answer.NO_BACKEND);
            case 1 -> weighted.getFirst().program();
            default -> new Shares(new WeightedChoice<>(weighted, Share::weight));
        };
    }

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        return choice.choose().program().run(request);
    }

    /**
     * The part of the requests that one backendRef takes.
     *
     * @param affinity how clients keep to an endpoint of it; null: they do not
     */
    record Share(int weight, RuleProgram program, @Nullable Affinity affinity) {}
}
