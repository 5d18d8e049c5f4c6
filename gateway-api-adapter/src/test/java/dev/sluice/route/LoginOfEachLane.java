package dev.sluice.route;

import dev.sluice.testkit.OidcProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A rule with the filter OidcLogin, a provider, and a browser that has no cookie yet. */
abstract class LoginOfEachLane extends FiltersOfEachLane {

    @SuppressWarnings("NullAway.Init")
    OidcProvider provider;

    @SuppressWarnings("NullAway.Init")
    CookieBrowser browser;

    @BeforeEach
    void startProvider() throws IOException {
        provider = new OidcProvider();
        browser = new CookieBrowser();
    }

    @AfterEach
    void stopProvider() {
        browser.close();
        provider.close();
    }

    /** With more arguments than it needs. */
    void serveLogin(String... more) {
        String[] args = Stream.concat(
                        Stream.of("issuer", provider.issuer(), "clientId", OidcProvider.CLIENT), Arrays.stream(more))
                .toArray(String[]::new);
        serve(filter("OidcLogin", Map.of("client-secret", OidcProvider.SECRET), args));
    }

    static URI at(String path) {
        return URI.create("http://127.0.0.1:" + gateway.dataPort + path);
    }

    /** What the gateway is asked when the browser comes back from a login of this path. */
    URI wayBack(String path) {
        URI login = CookieBrowser.location(browser.ask(at(path)));
        return CookieBrowser.location(browser.ask(login));
    }

    static List<String> fields(HttpResponse<String> response, String name) {
        return response.headers().allValues(name);
    }
}
