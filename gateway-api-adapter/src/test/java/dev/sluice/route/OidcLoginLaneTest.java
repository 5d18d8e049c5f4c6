package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.OidcProvider;
import dev.sluice.testkit.OidcProvider.Fault;
import io.netty.handler.codec.http.HttpMethod;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter OidcLogin, in each lane: who logs in is served. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class OidcLoginLaneTest extends LoginOfEachLane {

    @Test
    void browserLogsInAndComesBackToItsPage() {
        serveLogin("claimHeaders[0].claim", "sub", "claimHeaders[0].header", "X-User");
        browser.headers.put("X-User", "root");

        var page = browser.open(at("/orders?of=a%2Fb&x=1"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.uri()).isEqualTo(at("/orders?of=a%2Fb&x=1"));
        assertThat(seen())
                .startsWith("GET /orders?of=a%2Fb&x=1 ")
                .containsIgnoringCase("x-user: alice")
                .doesNotContain("root")
                .doesNotContainIgnoringCase("cookie", "authorization");
        assertThat(browser.hops).hasSize(4);
        assertThat(browser.cookies).containsOnlyKeys("sluice-login");
    }

    @Test
    void secondRequestIsServedAtOnce() {
        serveLogin();
        browser.open(at("/"));
        long asked = provider.asked.size();

        assertThat(browser.open(at("/next")).statusCode()).isEqualTo(200);
        assertThat(browser.hops).containsExactly(at("/next"));
        assertThat(browser.set).isEmpty();
        assertThat(provider.asked).hasSize((int) asked);
    }

    @Test
    void otherCookiesReachTheBackend() {
        serveLogin();
        browser.open(at("/"));
        browser.cookies.put("basket", "7");
        browser.cookies.put("sluice-login-not-ours", "8");

        browser.open(at("/"));

        assertThat(seen()).containsIgnoringCase("cookie: basket=7; sluice-login-not-ours=8");
    }

    @Test
    void cookiesAreForTheServerOnly() {
        serveLogin();

        browser.open(at("/"));

        assertThat(browser.set)
                .hasSize(3)
                .allSatisfy(field -> assertThat(field)
                        .contains("; Path=/", "; HTTPOnly", "; SameSite=Lax")
                        .doesNotContain("Secure", "Domain", "alice", provider.issuer()));
    }

    @Test
    void loginIsAskedForWithProofOfItsOwn() {
        serveLogin("scopes[0]", "openid", "scopes[1]", "email");

        var one = CookieBrowser.location(browser.ask(at("/")));
        var other = CookieBrowser.location(browser.ask(at("/")));

        assertThat(one.toString())
                .startsWith(provider.issuer() + "/authorize?")
                .contains("response_type=code", "code_challenge_method=S256", "scope=openid+email", "client_id=shop");
        for (String parameter : new String[] {"state", "nonce", "code_challenge"}) {
            assertThat(value(one, parameter)).hasSizeGreaterThan(20).isNotEqualTo(value(other, parameter));
        }
    }

    private static String value(URI uri, String name) {
        for (String pair : uri.getRawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    @Test
    void responsesOfALoginAreNotKept() {
        serveLogin();

        var response = browser.ask(at("/"));

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(fields(response, "Cache-Control")).containsExactly("no-store");
    }

    @Test
    void severalTabsLogInAtOnce() {
        serveLogin();
        URI one = wayBack("/one");
        URI two = wayBack("/two");

        assertThat(CookieBrowser.location(browser.ask(two))).isEqualTo(at("/two"));
        assertThat(CookieBrowser.location(browser.ask(one))).isEqualTo(at("/one"));
        assertThat(browser.cookies).containsOnlyKeys("sluice-login");
    }

    @Test
    void manyTabsDoNotFillTheHeaders() {
        serveLogin();

        for (int i = 0; i < 40; i++) {
            assertThat(browser.ask(at("/" + i)).statusCode()).isEqualTo(302);
        }

        assertThat(browser.cookies).hasSize(12);
        assertThat(browser.open(at("/last")).statusCode()).isEqualTo(200);
    }

    @Test
    void longAddressesDoNotFillTheHeaders() {
        serveLogin();

        for (int i = 0; i < 10; i++) {
            String query = new BigInteger(3000, new Random(i)).toString(36);
            assertThat(browser.ask(at("/?q=" + query)).statusCode()).isEqualTo(302);
        }

        assertThat(browser.cookies).hasSizeBetween(3, 6);
        assertThat(browser.open(at("/last")).statusCode()).isEqualTo(200);
    }

    @Test
    void addressThatIsTooLongIsLeftWithoutItsQuery() {
        serveLogin();

        assertThat(browser.open(at("/orders?q=" + "x".repeat(1000))).uri()).isEqualTo(at("/orders"));
        browser.cookies.clear();
        assertThat(browser.open(at("/" + "x".repeat(1000))).uri()).isEqualTo(at("/"));
    }

    /** The program of a page, a form or a socket can do nothing with a login page. */
    @Test
    void whatIsNoNavigationIsRefused() {
        serveLogin();

        assertRefused(browser.ask(at("/"), "POST"));
        assertRefused(browser.ask(at("/"), "PUT"));
        browser.headers.put("Sec-Fetch-Mode", "cors");
        assertRefused(browser.ask(at("/")));
        browser.headers.put("Sec-Fetch-Mode", "navigate");
        assertThat(browser.ask(at("/")).statusCode()).isEqualTo(302);
        browser.headers.put("Sec-Purpose", "prefetch");
        assertRefused(browser.ask(at("/")));
        browser.headers.clear();
        assertRefused(browser.ask(at("/")));
        browser.headers.put("Accept", "application/json");
        assertRefused(browser.ask(at("/")));
        assertThat(get("accept", "text/html", "upgrade", "websocket", "connection", "upgrade")
                        .status())
                .isEqualTo(401);
        assertThat(backend.requests()).isEmpty();
    }

    private static void assertRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(fields(response, "WWW-Authenticate")).containsExactly("Cookie cookie-name=\"sluice-login\"");
        assertThat(fields(response, "Set-Cookie")).isEmpty();
    }

    @Test
    void postsOfWhoIsLoggedInAreServed() {
        serveLogin();
        browser.open(at("/"));

        assertThat(browser.ask(at("/"), "POST").statusCode()).isEqualTo(200);
    }

    @Test
    void tokensAreForwardedWhereThatIsAskedFor() {
        serveLogin("accessTokenHeader", "Authorization", "idTokenHeader", "X-Id-Token");
        browser.headers.put("X_Id_Token", "forged");
        browser.headers.put("Authorization", "Bearer forged");

        browser.open(at("/"));

        assertThat(seen())
                .containsIgnoringCase("authorization: Bearer access-")
                .containsIgnoringCase("x-id-token: ey")
                .doesNotContain("forged");
    }

    /** Its session has no token that another filter of the client needs. */
    @Test
    void sessionThatLacksATokenIsMadeAgain() {
        serveLogin();
        browser.open(at("/"));
        serveLogin("accessTokenHeader", "X-Token");

        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
        assertThat(browser.hops).hasSize(4);
        assertThat(seen()).containsIgnoringCase("x-token: access-");
    }

    @Test
    void claimsThatAreWantedDecide() {
        serveLogin("claims[0].name", "roles", "claims[0].values[0]", "seller");
        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);

        serveLogin("claims[0].name", "roles", "claims[0].values[0]", "admin");
        assertThat(browser.open(at("/")).statusCode()).isEqualTo(403);
        assertThat(browser.hops).containsExactly(at("/"));
    }

    @Test
    void sessionEndsWithTheIdToken() {
        provider.lifetime = 3;
        serveLogin();
        browser.open(at("/"));
        var kept = browser.cookies.get("sluice-login");

        assertThat(browser.set).anySatisfy(field -> assertThat(field).containsPattern("Max-Age=[123];"));
        await().atMost(Duration.ofSeconds(20)).until(() -> browser.ask(at("/")).statusCode() == 302);
        assertThat(kept).isNotBlank();
    }

    @Test
    void sessionsContinueWhileTheProviderIsAway() {
        serveLogin();
        browser.open(at("/"));
        provider.close();

        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
    }

    @Test
    void keysThatTheProviderChangesAreFetched() {
        serveLogin();
        browser.open(at("/"));
        browser.cookies.clear();
        provider.rotate("two");

        await().atMost(Duration.ofSeconds(30)).until(() -> browser.open(at("/")).statusCode() == 200);
    }

    @Test
    void longSessionIsInSeveralCookies() {
        provider.claims = all -> {
            all.put("groups", "g".repeat(10) + random(4000));
            return all;
        };
        serveLogin("claimHeaders[0].claim", "sub", "claimHeaders[0].header", "X-User");

        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
        assertThat(browser.cookies).containsKeys("sluice-login", "sluice-login.1");
        assertThat(browser.cookies.values())
                .allSatisfy(value -> assertThat(value).hasSizeLessThan(3700));
        assertThat(seen()).doesNotContainIgnoringCase("cookie");

        browser.cookies.remove("sluice-login.1");
        assertThat(browser.ask(at("/")).statusCode()).isEqualTo(302);
    }

    @Test
    void sessionThatNoRequestCouldHoldIsRefused() {
        provider.claims = all -> {
            all.put("groups", random(9000));
            return all;
        };
        serveLogin();

        assertThat(browser.open(at("/")).statusCode()).isEqualTo(401);
        assertThat(browser.cookies).isEmpty();
    }

    private static String random(int length) {
        var random = new Random(7);
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    @Test
    void logoutEndsTheSessionHereAndThere() {
        serveLogin("logoutPath", "/logout", "afterLogoutPath", "/bye");
        browser.open(at("/"));

        var first = browser.ask(at("/logout"));

        assertThat(browser.cookies).isEmpty();
        assertThat(CookieBrowser.location(first).toString())
                .startsWith(provider.issuer() + "/logout?")
                .contains("id_token_hint=ey", "client_id=shop");
        assertThat(CookieBrowser.location(browser.ask(CookieBrowser.location(first))))
                .isEqualTo(at("/bye"));
    }

    @Test
    void logoutOfNobodyNeedsNoSession() {
        serveLogin("logoutPath", "/logout");

        assertThat(CookieBrowser.location(browser.ask(at("/logout"))).toString())
                .startsWith(provider.issuer() + "/logout")
                .doesNotContain("id_token_hint", "post_logout");
    }

    @Test
    void logoutWorksWhileTheProviderIsAway() {
        serveLogin("logoutPath", "/logout");
        provider.fault = Fault.DESCRIPTION_AWAY;

        var page = browser.ask(at("/logout"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("You are logged out.\n");
    }

    @Test
    void sessionIsContinuedByItsRefreshToken() {
        provider.lifetime = 8;
        provider.refreshes = true;
        serveLogin("accessTokenHeader", "X-Token");
        browser.open(at("/"));
        String first = seen();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
            assertThat(browser.hops).hasSize(1);
            return provider.asked.stream().anyMatch(it -> it.contains("refresh_token"));
        });

        assertThat(seen()).containsIgnoringCase("x-token: access-").isNotEqualTo(first);
        assertThat(browser.set).hasSize(1);
    }

    /** The second refresh token would be refused, as one that was stolen. */
    @Test
    void requestsWithTheCookieOfBeforeGetTheSameTokens() {
        provider.lifetime = 8;
        provider.refreshes = true;
        serveLogin();
        browser.open(at("/"));
        String before = String.valueOf(browser.cookies.get("sluice-login"));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            browser.open(at("/"));
            return !before.equals(browser.cookies.get("sluice-login"));
        });

        browser.cookies.put("sluice-login", before);

        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
        assertThat(browser.hops).hasSize(1);
        assertThat(provider.asked.stream().filter(it -> it.contains("grant_type=refresh_token")))
                .hasSize(1);
    }

    /** As the parts of a page do, of which some are behind another filter of the client. */
    @Test
    void requestsOfOneMomentUseTheRefreshTokenOnce() throws Exception {
        provider.lifetime = 8;
        provider.refreshes = true;
        String[] login = {"issuer", provider.issuer(), "clientId", OidcProvider.CLIENT};
        var secret = Map.of("client-secret", OidcProvider.SECRET);
        apply(
                backend.port(),
                Configs.route("api", "/api", filter("OidcLogin", secret, with(login, "claimHeaders[0].claim", "sub"))),
                Configs.route("pages", "/", filter("OidcLogin", secret, login)));
        browser.open(at("/"));
        Map<String, String> cookie = pairs("cookie", "sluice-login=" + browser.cookies.get("sluice-login"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                var moment = threads.invokeAll(IntStream.range(0, 32)
                        .<Callable<DataPlaneFixture.Answer>>mapToObj(i -> () -> gateway.send(
                                HttpMethod.GET, gateway.dataPort, i % 2 == 0 ? "/page" : "/api", cookie, ""))
                        .toList());
                boolean renewed = false;
                for (var each : moment) {
                    assertThat(each.get().status()).isEqualTo(200);
                    renewed |= each.get().headers().containsKey("set-cookie");
                }
                return renewed;
            });
        }
        assertThat(provider.asked.stream().filter(it -> it.contains("grant_type=refresh_token")))
                .hasSize(1);
    }

    private static String[] with(String[] login, String name, String value) {
        return Stream.concat(Arrays.stream(login), Stream.of(name, value, "claimHeaders[0].header", "X-User"))
                .toArray(String[]::new);
    }

    @Test
    void sessionThatTheProviderEndedNeedsALogin() {
        provider.lifetime = 2;
        provider.refreshes = true;
        serveLogin();
        browser.open(at("/"));
        provider.revoke();

        await().atMost(Duration.ofSeconds(30)).until(() -> browser.ask(at("/")).statusCode() == 302);
    }

    @Test
    void sessionThatNobodyCanContinueIsNotServed() {
        provider.lifetime = 2;
        provider.refreshes = true;
        serveLogin();
        browser.open(at("/"));
        provider.fault = Fault.TOKENS_AWAY;

        await().atMost(Duration.ofSeconds(30)).until(() -> browser.ask(at("/")).statusCode() == 503);
    }

    @Test
    void otherSecretOfTheClientEndsNoSession() {
        serveLogin();
        browser.open(at("/"));
        serve(filter(
                "OidcLogin",
                Map.of("client-secret", "another"),
                "issuer",
                provider.issuer(),
                "clientId",
                OidcProvider.CLIENT));

        assertThat(browser.open(at("/")).statusCode()).isEqualTo(200);
    }
}
