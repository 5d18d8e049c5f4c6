package dev.sluice.filter.access;

import dev.sluice.answer.Answer;
import dev.sluice.program.GivenHeaders;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RuleProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A program behind the check of a bearer token. Source: RFC 6750. */
record Bearer(JwtAuthArguments arguments, TokenVerifier tokens, GivenHeaders given, RuleProgram program)
        implements RuleProgram {

    private static final String SCHEME = "bearer ";

    /** Longer ones would cost more than they are worth; the head of a request may be larger. */
    private static final int LONGEST = 8192;

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        List<String> authorization = request.headers().getAll("Authorization");
        if (authorization.isEmpty()) {
            return refuse(request, Answer.NOT_AUTHENTICATED, "Bearer");
        }
        String token = token(authorization);
        if (token == null) {
            return refuse(request, Answer.NOT_AUTHENTICATED, "Bearer error=\"invalid_request\"");
        }
        return tokens.verify(token)
                .map(this::permits)
                .onErrorResume(failure -> Mono.just(refusal(failure)))
                .flatMap(verdict -> onLoop(request, verdict));
    }

    /** Keys that are fetched come on a thread of their own; all else stays where it is. */
    private Mono<ProgramResponse> onLoop(ProgramRequest request, Verdict verdict) {
        return request.loop().inEventLoop()
                ? answer(request, verdict)
                : Mono.defer(() -> answer(request, verdict)).subscribeOn(Schedulers.fromExecutor(request.loop()));
    }

    private Mono<ProgramResponse> answer(ProgramRequest request, Verdict verdict) {
        Jwt token = verdict.token();
        return token == null
                ? refuse(request, verdict.answer(), verdict.challenge())
                : program.run(given.give(request, ClaimHeaders.of(arguments.claimHeaders(), token.getClaims())));
    }

    /**
     * What became of a token.
     *
     * @param token null: it is refused
     */
    private record Verdict(
            @Nullable Jwt token, Answer answer, @Nullable String challenge) {}

    private static @Nullable String token(List<String> authorization) {
        String value = authorization.getFirst();
        boolean bearer = authorization.size() == 1
                && value.length() <= LONGEST
                && value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return bearer ? value.substring(SCHEME.length()).strip() : null;
    }

    private Verdict permits(Jwt token) {
        return TokenRules.scopes(token).containsAll(arguments.scopes())
                ? new Verdict(token, Answer.NOT_PERMITTED, null)
                : new Verdict(
                        null,
                        Answer.NOT_PERMITTED,
                        "Bearer error=\"insufficient_scope\", scope=\"%s\""
                                .formatted(String.join(" ", arguments.scopes())));
    }

    private static Verdict refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Jwks.Unavailable) {
                return new Verdict(null, Answer.AUTHENTICATION_FAILED, null);
            }
        }
        return new Verdict(null, Answer.NOT_AUTHENTICATED, "Bearer error=\"invalid_token\"");
    }

    private static Mono<ProgramResponse> refuse(ProgramRequest request, Answer answer, @Nullable String challenge) {
        return Mono.just(
                challenge == null
                        ? ProgramResponse.of(answer, request.answers())
                        : Challenge.answer(answer, request, challenge));
    }
}
