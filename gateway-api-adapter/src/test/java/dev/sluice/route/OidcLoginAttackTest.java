package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.OidcProvider;
import dev.sluice.testkit.OidcProvider.Fault;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter OidcLogin, in each lane: who does not log in is not served. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class OidcLoginAttackTest extends LoginOfEachLane {

    private void assertFails(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(fields(response, "Content-Type")).containsExactly("text/plain; charset=utf-8");
        assertThat(browser.cookies).doesNotContainKey("sluice-login");
        assertThat(backend.requests()).isEmpty();
    }

    private static URI changed(URI uri, String before, String after) {
        assertThat(uri.toString()).contains(before);
        return URI.create(uri.toString().replace(before, after));
    }

    @Test
    void sessionThatSomebodyChangedIsNone() {
        serveLogin();
        browser.open(at("/"));
        String session = String.valueOf(browser.cookies.get("sluice-login"));
        backend.requests().clear();
        char last = session.charAt(60) == 'A' ? 'B' : 'A';

        for (String forged : List.of(
                session.substring(0, 60) + last + session.substring(61),
                session.substring(0, 40),
                session.replace("1.", "2."),
                session.replace("1.", "9."),
                session.replace("1.", "-."),
                session.substring(2),
                "1.",
                "",
                "1.%00")) {
            browser.cookies.put("sluice-login", forged);
            assertThat(browser.ask(at("/")).statusCode()).as(forged).isEqualTo(302);
        }
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void sessionOfAnotherClientIsNone() throws Exception {
        serveLogin();
        browser.open(at("/"));
        backend.requests().clear();
        serve(filter(
                "OidcLogin",
                Map.of("client-secret", OidcProvider.SECRET),
                "issuer",
                provider.issuer(),
                "clientId",
                "other"));

        assertThat(browser.ask(at("/")).statusCode()).isEqualTo(302);
        assertThat(backend.requests()).isEmpty();
    }

    /** A login cookie is no session, though the same key seals both. */
    @Test
    void loginThatHasNotEndedIsNoSession() {
        serveLogin();
        browser.ask(at("/"));
        String pending = browser.cookies.values().iterator().next();
        browser.cookies.put("sluice-login", "1." + pending);

        assertThat(browser.ask(at("/")).statusCode()).isEqualTo(302);
    }

    /** A victim would use the account of the attacker, without noticing it. */
    @Test
    void codeOfAnAttackerIsOfNoUseToAVictim() {
        serveLogin();
        URI ofAttacker = wayBack("/");
        browser.cookies.clear();

        assertFails(browser.ask(ofAttacker), 401);

        URI ofVictim = wayBack("/");
        String code = ofAttacker.getQuery().replaceFirst(".*code=([^&]+).*", "$1");
        String own = ofVictim.getQuery().replaceFirst(".*code=([^&]+).*", "$1");
        assertFails(browser.ask(changed(ofVictim, own, code)), 401);
    }

    @Test
    void stateOfNobodyIsRefused() {
        serveLogin();
        URI back = wayBack("/");

        assertFails(browser.ask(changed(back, "state=", "state=x")), 401);
        assertFails(browser.ask(changed(back, "state=", "other=")), 401);
        assertFails(browser.ask(URI.create(back + "&state=y")), 401);
        assertFails(browser.ask(at("/oauth2/callback")), 401);
        assertFails(browser.ask(at("/oauth2/callback?code=x&state=%ff%00")), 401);
        assertFails(browser.ask(at("/oauth2/callback?error=access_denied&state=x")), 401);
        assertFails(browser.ask(back, "POST"), 401);
        assertThat(provider.count("/token")).isZero();
    }

    @Test
    void stateIsOfUseOnce() {
        serveLogin();
        URI back = wayBack("/");
        Map<String, String> before = Map.copyOf(browser.cookies);
        assertThat(browser.ask(back).statusCode()).isEqualTo(302);

        browser.cookies.clear();
        assertFails(browser.ask(back), 401);
        browser.cookies.putAll(before);
        assertFails(browser.ask(back), 401);
    }

    @Test
    void stateCookieThatSomebodyChangedIsNone() {
        serveLogin();
        URI back = wayBack("/");
        String name = browser.cookies.keySet().iterator().next();
        String value = String.valueOf(browser.cookies.get(name));
        char last = value.charAt(60) == 'A' ? 'B' : 'A';
        browser.cookies.put(name, value.substring(0, 60) + last + value.substring(61));

        assertFails(browser.ask(back), 401);
    }

    /** The cookie of one state is not that of another, whatever its name. */
    @Test
    void stateCookieOfAnotherLoginIsNone() {
        serveLogin();
        URI one = wayBack("/one");
        String nameOfOne = browser.cookies.keySet().iterator().next();
        browser.cookies.clear();
        wayBack("/two");
        browser.cookies.put(nameOfOne, browser.cookies.values().iterator().next());

        assertFails(browser.ask(one), 401);
    }

    @Test
    void loginOfAnotherHostIsRefused() throws Exception {
        serveLogin();
        URI back = wayBack("/");

        assertFails(browser.ask(changed(back, "127.0.0.1:" + gateway.dataPort, "localhost:" + gateway.dataPort)), 401);
        assertThat(provider.count("/token")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"//evil.example.com/", "/a?next=https://evil.example.com"})
    void browserComesBackToTheSameOrigin(String path) {
        serveLogin();
        URI login = CookieBrowser.location(browser.ask(at(path)));

        URI back = CookieBrowser.location(browser.ask(CookieBrowser.location(browser.ask(login))));

        assertThat(back.getHost()).isEqualTo("127.0.0.1");
        assertThat(back.getPort()).isEqualTo(gateway.dataPort);
    }

    @Test
    void errorsOfTheProviderAreAnsweredWithoutTheirText() {
        serveLogin();
        provider.fault = Fault.DENIED;
        var denied = browser.open(at("/"));

        assertFails(denied, 403);
        assertThat(denied.body()).doesNotContain("script");
        assertThat(browser.cookies).isEmpty();
        provider.fault = Fault.OVERLOADED;
        assertFails(browser.open(at("/")), 503);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNSIGNED", "FOREIGN_KEY", "NO_ID_TOKEN"})
    void idTokenThatNobodyVouchesForIsRefused(Fault fault) {
        serveLogin();
        provider.fault = fault;

        assertFails(browser.open(at("/")), 401);
    }

    private void assertClaimsAreRefused(UnaryOperator<Map<String, Object>> claims) {
        provider.claims = claims;
        assertFails(browser.open(at("/")), 401);
    }

    private static UnaryOperator<Map<String, Object>> with(String name, Object value) {
        return all -> {
            all.put(name, value);
            return all;
        };
    }

    private static UnaryOperator<Map<String, Object>> without(String name) {
        return all -> {
            all.remove(name);
            return all;
        };
    }

    @Test
    void idTokenForOthersIsRefused() {
        serveLogin();

        assertClaimsAreRefused(with("iss", "https://other.example.com"));
        assertClaimsAreRefused(without("iss"));
        assertClaimsAreRefused(with("aud", List.of("other")));
        assertClaimsAreRefused(without("aud"));
        assertClaimsAreRefused(with("azp", "other"));
        assertClaimsAreRefused(without("sub"));
        assertClaimsAreRefused(with("nonce", "other"));
        assertClaimsAreRefused(without("nonce"));
    }

    @Test
    void idTokenOfAnotherTimeIsRefused() {
        serveLogin();

        assertClaimsAreRefused(all -> {
            all.put("iat", Instant.now().getEpochSecond() - 600);
            all.put("exp", Instant.now().getEpochSecond() - 120);
            return all;
        });
        assertClaimsAreRefused(without("exp"));
        assertClaimsAreRefused(with("iat", Instant.now().getEpochSecond() + 3600));
    }

    @Test
    void algorithmThatIsNotListedIsRefused() {
        serveLogin("algorithms[0]", "PS512");

        assertFails(browser.open(at("/")), 401);
    }

    /** Mix-up: a browser comes back from another provider than it was sent to. Source: RFC 9207. */
    @Test
    void anotherProviderSendsNobodyBack() {
        serveLogin();
        URI back = wayBack("/");

        assertFails(browser.ask(changed(back, "&iss=http", "&iss=https")), 401);
        URI again = wayBack("/");
        assertFails(browser.ask(URI.create(again.toString().replaceFirst("&iss=.*", ""))), 401);
        assertThat(provider.count("/token")).isZero();

        provider.saysItsName = false;
        serveLogin("refresh", "false");
        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"DESCRIPTION_AWAY", "OTHER_ISSUER", "TOKENS_AWAY", "KEYS_AWAY", "BROKEN_TOKENS"})
    void providerThatIsAwayLetsNobodyIn(Fault fault) {
        provider.fault = fault;
        serveLogin();

        assertFails(browser.open(at("/")), 503);
    }

    @Test
    void providerThatDoesNotKnowTheClientLetsNobodyIn() {
        serve(filter(
                "OidcLogin",
                Map.of("client-secret", "wrong"),
                "issuer",
                provider.issuer(),
                "clientId",
                OidcProvider.CLIENT));

        assertFails(browser.open(at("/")), 503);
    }

    @Test
    void gRpcCallGetsAStatus() {
        serveLogin();

        var answer =
                gateway.send(HttpMethod.POST, gateway.dataPort, "/s/m", Map.of("content-type", "application/grpc"), "");

        assertThat(answer.headers()).containsEntry("grpc-status", "16");
    }
}
