package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.GatewayOfEachLane.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The browser speaks TLS with a proxy, which is trusted, and which the gateway is behind. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@Properties("--sluice.listen.trusted-networks=127.0.0.1/32")
class OidcLoginBehindProxyTest extends LoginOfEachLane {

    @BeforeEach
    void comeByTheProxy() {
        browser.headers.put("X-Forwarded-Proto", "https");
        browser.headers.put("X-Forwarded-Host", "shop.example.com");
    }

    private void assertLogsIn(String cookie) {
        var first = browser.ask(at("/orders"));
        var login = CookieBrowser.location(first);
        assertThat(login.getQuery()).contains("redirect_uri=https://shop.example.com/oauth2/callback");
        var back = CookieBrowser.location(browser.ask(login));

        var last = browser.ask(at(back.getRawPath() + "?" + back.getRawQuery()));

        assertThat(CookieBrowser.location(last)).hasToString("https://shop.example.com/orders");
        assertThat(browser.set).allSatisfy(field -> assertThat(field).contains("; Secure"));
        assertThat(browser.cookies).containsOnlyKeys(cookie);
        assertThat(browser.ask(at("/orders")).statusCode()).isEqualTo(200);
    }

    @Test
    void addressAndCookiesAreThoseOfTheClient() {
        serveLogin();

        assertLogsIn("__Host-sluice-login");
        assertThat(browser.set)
                .allSatisfy(field -> assertThat(field).startsWith("__Host-").doesNotContain("Domain"));
        browser.headers.put("X-Forwarded-Proto", "http");
        assertThat(browser.ask(at("/orders")).statusCode()).isEqualTo(302);
    }

    @Test
    void sessionOfADomainHasItsOwnPrefix() {
        serveLogin("cookie.domain", "example.com");

        assertLogsIn("__Secure-sluice-login");
        assertThat(browser.set)
                .anySatisfy(field ->
                        assertThat(field).startsWith("__Secure-sluice-login=").contains("; Domain=example.com"));
    }

    @Test
    void hostThatIsNoneIsRefused() {
        serveLogin();
        browser.headers.put("X-Forwarded-Host", "a b");

        assertThat(browser.ask(at("/")).statusCode()).isEqualTo(400);
    }
}
