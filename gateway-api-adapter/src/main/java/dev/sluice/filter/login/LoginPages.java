package dev.sluice.filter.login;

import com.nimbusds.oauth2.sdk.id.State;
import dev.sluice.answer.Answer;
import dev.sluice.program.ProgramResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sends browsers to the pages of the provider, and takes them back. On event loops; never blocks. */
final class LoginPages {

    private final OidcLoginArguments arguments;
    private final Provider provider;
    private final KnownSessions known;

    LoginPages(OidcLoginArguments arguments, Provider provider, KnownSessions known) {
        this.arguments = arguments;
        this.provider = provider;
        this.known = known;
    }

    /** Begins a login. A session that is of no use is taken away. */
    Mono<ProgramResponse> begin(Visit visit) {
        if (!visit.isAddressable()) {
            return Mono.just(LoginAnswers.refusal(Answer.BAD_HOST, visit, List.of()));
        }
        String state = new State().getValue();
        PendingLogin login = PendingLogin.of(visit, now());
        return answered(
                visit,
                provider.loginPage(login, state).map(page -> {
                    List<String> cookies = new ArrayList<>(
                            known.cookies().ofPending(visit, state, known.seal().seal(login, state)));
                    cookies.addAll(known.cookies().withoutSession(visit));
                    return LoginAnswers.redirect(page.toString(), cookies);
                }),
                failure -> LoginAnswers.refusal(LoginAnswers.of(failure), visit, List.of()));
    }

    /** Ends a login: the browser has come back with a code, or with an error. */
    Mono<ProgramResponse> back(Visit visit) {
        LoginReturn came = LoginReturn.of(visit);
        PendingLogin login = came == null ? null : pending(visit, came);
        if (came == null || login == null) {
            return Mono.just(LoginAnswers.challenge(Answer.LOGIN_FAILED, visit, arguments));
        }
        List<String> used = List.of(known.cookies().withoutPending(visit, came.state()));
        if (came.code() == null) {
            return Mono.just(LoginAnswers.refusal(came.answer(), visit, used));
        }
        return answered(
                visit,
                provider.redeem(came.code(), came.issuer(), login)
                        .map(tokens -> welcome(visit, login, known.sessions().begin(tokens), used)),
                failure -> LoginAnswers.refusal(LoginAnswers.of(failure), visit, used));
    }

    private @Nullable PendingLogin pending(Visit visit, LoginReturn came) {
        String text = known.cookies().pending(visit, came.state());
        PendingLogin login = text == null ? null : known.seal().openPending(text, came.state());
        boolean valid = login != null
                && login.origin().equals(visit.origin())
                && now() - login.begun() < LoginCookies.PATIENCE.toMillis();
        return valid ? login : null;
    }

    private ProgramResponse welcome(Visit visit, PendingLogin login, LoginSession session, List<String> used) {
        List<String> cookies = new ArrayList<>(known.fields(visit, session));
        if (cookies.isEmpty()) {
            return LoginAnswers.refusal(Answer.LOGIN_FAILED, visit, used);
        }
        cookies.addAll(used);
        return LoginAnswers.redirect(login.location(), cookies);
    }

    /** Ends the session here, and at the provider where that has a page for it. */
    Mono<ProgramResponse> logout(Visit visit) {
        LoginSeal.Opened opened = known.of(visit);
        String idToken = opened == null ? null : opened.session().idToken();
        List<String> cookies = known.cookies().withoutSession(visit);
        String after = arguments.afterLogoutPath() == null ? null : visit.origin() + arguments.afterLogoutPath();
        URI back = after == null || !visit.isAddressable() ? null : URI.create(after);
        ProgramResponse here =
                back == null ? LoginAnswers.farewell(visit, cookies) : LoginAnswers.redirect(back.toString(), cookies);
        return answered(
                visit,
                provider.logoutPage(idToken, back)
                        .map(page -> LoginAnswers.redirect(page.toString(), cookies))
                        .defaultIfEmpty(here),
                _ -> here);
    }

    private static Mono<ProgramResponse> answered(
            Visit visit, Mono<ProgramResponse> answer, Function<RuntimeException, ProgramResponse> otherwise) {
        return answer.onErrorResume(RuntimeException.class, failure -> Mono.just(otherwise.apply(failure)))
                .publishOn(Schedulers.fromExecutor(visit.request().loop()));
    }

    private long now() {
        return known.sessions().clock().getAsLong();
    }
}
