package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.balance.WeightedChoice;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.program.Affinity.Standing;
import dev.sluice.program.Shares.Share;
import dev.sluice.session.Pin;
import dev.sluice.session.SessionSeal.Opened;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Gives every request to the program of one backendRef, where clients keep to endpoints: that of the session where it
 * binds the rule, else one by weight; and says to the program which endpoint of it is meant.
 */
final class SessionShares implements RuleProgram {

    private final List<Share> all;
    private final List<TokenCarrier> stripped;
    private final @Nullable WeightedChoice<Share> byWeight;

    /** @param all those without a weight too, for a session may lead there; at least one has an affinity */
    SessionShares(List<Share> all) {
        this.all = all;
        this.stripped = all.stream()
                .map(Share::affinity)
                .filter(affinity -> affinity != null && !affinity.forwards())
                .map(Affinity::carrier)
                .distinct()
                .toList();
        this.byWeight =
                all.stream().anyMatch(share -> share.weight() > 0) ? new WeightedChoice<>(all, Share::weight) : null;
    }

    /**
     * A backendRef whose endpoint a session asks for.
     *
     * @param standing what the pin is worth
     */
    private record Claim(Share share, Affinity affinity, Opened shown, Pin pin, Endpoint endpoint, Standing standing) {

        Claim at(Share other, Affinity itsAffinity) {
            return new Claim(other, itsAffinity, shown, pin, endpoint, standing);
        }

        Pinned pinned() {
            return new Pinned(affinity, shown, pin, endpoint, false);
        }
    }

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        var shown = new Shown(request);
        Claim claim = ofRule(shown);
        Share chosen = null;
        if (claim == null) {
            chosen = byWeight == null ? null : byWeight.choose();
            claim = chosen == null ? null : ofBackend(chosen, shown);
        }
        for (TokenCarrier carrier : stripped) {
            carrier.strip(request.headers());
        }
        if (claim == null) {
            return chosen == null ? none(request) : begin(chosen, shown, request);
        }
        return follow(claim, shown, request);
    }

    /** The tokens that a request shows, each opened once. */
    private static final class Shown {

        private final ProgramRequest request;
        private final Map<TokenCarrier, @Nullable Opened> opened = new HashMap<>(2);

        Shown(ProgramRequest request) {
            this.request = request;
        }

        @Nullable
        Opened by(Affinity affinity) {
            TokenCarrier carrier = affinity.carrier();
            if (opened.containsKey(carrier)) {
                return opened.get(carrier);
            }
            Opened read = affinity.read(request.headers());
            opened.put(carrier, read);
            return read;
        }
    }

    /** A session that goes before the weights; null where there is none that leads somewhere. */
    private @Nullable Claim ofRule(Shown shown) {
        for (Share share : all) {
            Affinity affinity = share.affinity();
            if (affinity != null && affinity.bindsRule()) {
                Claim claim = claim(share, affinity, shown);
                if (claim != null) {
                    return ofSameBackend(claim);
                }
            }
        }
        return null;
    }

    /** Where several backendRefs name one backend, weights choose among them. */
    private Claim ofSameBackend(Claim claim) {
        Share drawn = byWeight == null ? claim.share() : byWeight.choose();
        Affinity affinity = drawn.affinity();
        return affinity != null && affinity.isLike(claim.affinity()) ? claim.at(drawn, affinity) : claim;
    }

    private static @Nullable Claim ofBackend(Share share, Shown shown) {
        Affinity affinity = share.affinity();
        return affinity == null || affinity.bindsRule() ? null : claim(share, affinity, shown);
    }

    private static @Nullable Claim claim(Share share, Affinity affinity, Shown shown) {
        Opened opened = shown.by(affinity);
        Pin pin = affinity.pin(opened);
        Endpoint endpoint = pin == null ? null : affinity.find(pin);
        return opened == null || pin == null || endpoint == null
                ? null
                : new Claim(share, affinity, opened, pin, endpoint, affinity.judge(opened, pin, endpoint));
    }

    private Mono<ProgramResponse> follow(Claim claim, Shown shown, ProgramRequest request) {
        return switch (claim.standing()) {
            case GOOD -> claim.share().program().run(request.pinned(claim.pinned()));
            case EXPIRED, REVOKED -> end(claim, shown, request);
            case IDLE -> claim.affinity().canAsk() ? ask(claim, shown, request) : end(claim, shown, request);
        };
    }

    /** The program continues where the request lives, not on a thread of the store. */
    private Mono<ProgramResponse> ask(Claim claim, Shown shown, ProgramRequest request) {
        return claim.affinity()
                .isInUse(claim.shown())
                .publishOn(Schedulers.fromExecutor(request.loop()))
                .flatMap(inUse -> inUse
                        ? claim.share().program().run(request.pinned(claim.pinned()))
                        : end(claim, shown, request));
    }

    /** The session is over: the request is that of a new one. */
    private Mono<ProgramResponse> end(Claim claim, Shown shown, ProgramRequest request) {
        claim.affinity().countEnded(claim.standing());
        if (!claim.affinity().bindsRule()) {
            return claim.share().program().run(request.pinned(Pinned.nowhere(claim.affinity(), claim.shown(), false)));
        }
        Share chosen = byWeight == null ? null : byWeight.choose();
        return chosen == null ? none(request) : begin(chosen, shown, request, false);
    }

    private static Mono<ProgramResponse> begin(Share share, Shown shown, ProgramRequest request) {
        return begin(share, shown, request, true);
    }

    /** @param mayBeLost whether a pin that the token has leads nowhere; else it is over */
    private static Mono<ProgramResponse> begin(Share share, Shown shown, ProgramRequest request, boolean mayBeLost) {
        Affinity affinity = share.affinity();
        if (affinity == null) {
            return share.program().run(request);
        }
        Opened opened = shown.by(affinity);
        boolean lost = mayBeLost && affinity.pin(opened) != null;
        return share.program().run(request.pinned(Pinned.nowhere(affinity, opened, lost)));
    }

    private static Mono<ProgramResponse> none(ProgramRequest request) {
        return Mono.just(ProgramResponse.of(Answer.NO_BACKEND, request.answers()));
    }
}
