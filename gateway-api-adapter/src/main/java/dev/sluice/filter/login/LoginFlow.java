package dev.sluice.filter.login;

import dev.sluice.answer.Answer;
import dev.sluice.filter.access.ClaimHeaders;
import dev.sluice.filter.access.Jwks;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.message.CookiePairs;
import dev.sluice.program.GivenHeaders;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RuleProgram;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Serves who has logged in, and sends others to do so. On event loops; never blocks. */
final class LoginFlow {

    private final OidcLoginArguments arguments;
    private final ForwardedHeaders forwarded;
    private final LoginPages pages;
    private final KnownSessions known;
    private final Renewals renewals;
    private final GivenHeaders given;
    private final CookiePairs.Names cookies;

    LoginFlow(
            OidcLoginArguments arguments,
            ForwardedHeaders forwarded,
            LoginPages pages,
            KnownSessions known,
            Renewals renewals) {
        this.arguments = arguments;
        this.forwarded = forwarded;
        this.pages = pages;
        this.known = known;
        this.renewals = renewals;
        this.given = new GivenHeaders(arguments.headers());
        this.cookies = known.cookies().ours();
    }

    /** @param program what the rule does for who has logged in */
    Mono<ProgramResponse> run(ProgramRequest request, RuleProgram program) {
        Visit visit = Visit.of(request, forwarded);
        if (request.path().equals(arguments.redirectPath())) {
            return pages.back(visit);
        }
        if (request.path().equals(arguments.logoutPath())) {
            return pages.logout(visit);
        }
        LoginSeal.Opened opened = known.of(visit);
        if (opened == null) {
            return refuse(visit);
        }
        LoginSession session = opened.session();
        return known.isDue(session)
                ? renewed(visit, session, program)
                : serve(visit, session, opened.outdated() ? session : null, program);
    }

    private Mono<ProgramResponse> refuse(Visit visit) {
        return visit.isNavigation()
                ? pages.begin(visit)
                : Mono.just(LoginAnswers.challenge(Answer.NOT_AUTHENTICATED, visit, arguments));
    }

    /** A provider that is away ends no session before its time. */
    private Mono<ProgramResponse> renewed(Visit visit, LoginSession session, RuleProgram program) {
        String refreshToken = session.refreshToken();
        if (refreshToken == null) {
            return serve(visit, session, null, program);
        }
        return renewals.renew(session, refreshToken)
                .map(newer -> new Renewed(newer, null))
                .onErrorResume(RuntimeException.class, failure -> Mono.just(new Renewed(null, failure)))
                .publishOn(Schedulers.fromExecutor(visit.request().loop()))
                .flatMap(renewed -> {
                    if (renewed.session() != null) {
                        return serve(visit, renewed.session(), renewed.session(), program);
                    }
                    if (known.isCurrent(session)) {
                        return serve(visit, session, null, program);
                    }
                    return renewed.failure() instanceof Jwks.Unavailable
                            ? Mono.just(ProgramResponse.of(
                                    Answer.AUTHENTICATION_FAILED,
                                    visit.request().answers()))
                            : refuse(visit);
                });
    }

    /** One of the two. */
    private record Renewed(
            @Nullable LoginSession session, @Nullable RuntimeException failure) {}

    /** @param fresh that the browser gets; null: it has it already */
    private Mono<ProgramResponse> serve(
            Visit visit, LoginSession session, @Nullable LoginSession fresh, RuleProgram program) {
        Map<String, Object> claims = arguments.readsClaims() ? session.claims() : Map.of();
        List<String> fields = fresh == null ? List.of() : known.fields(visit, fresh);
        if (!ClaimHeaders.have(arguments.claims(), claims)) {
            return Mono.just(LoginAnswers.refusal(Answer.NOT_PERMITTED, visit, fields));
        }
        CookiePairs.strip(visit.request().headers(), cookies);
        return program.run(given.give(visit.request(), headers(session, claims)))
                .doOnNext(response -> response.headers().add(HttpHeaderNames.SET_COOKIE, fields));
    }

    private Map<String, String> headers(LoginSession session, Map<String, Object> claims) {
        Map<String, String> headers = new HashMap<>(ClaimHeaders.of(arguments.claimHeaders(), claims));
        put(headers, arguments.accessTokenHeader(), session.accessToken());
        put(headers, arguments.idTokenHeader(), session.idToken());
        return headers;
    }

    private static void put(Map<String, String> headers, @Nullable String name, @Nullable String token) {
        if (name != null && token != null) {
            headers.put(name, name.equalsIgnoreCase("Authorization") ? "Bearer " + token : token);
        }
    }
}
