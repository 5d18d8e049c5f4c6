package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gateway API routes next to what a team has of Spring Cloud Gateway already. */
class LibraryInAnApplicationTest {

    private static final String AUTHORIZATION = "Authorization";

    @TempDir
    private static Path folder;

    private static Shop shop;

    @BeforeAll
    static void start() {
        shop = new Shop(folder);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static HttpResponse<String> asAnn(String path) {
        return shop.get(shop.gateway(path), AUTHORIZATION, Shop.ANN);
    }

    private static JsonNode actuator(String path) {
        var response = shop.get(shop.own("/actuator" + path), AUTHORIZATION, Shop.ANN);
        assertThat(response.statusCode())
                .as(path + response.headers() + response.body())
                .isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void servesAFolder() {
        assertThat(asAnn("/plain").body()).startsWith("/plain ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/limited", "/token", "/actuator/health", "/fallback"})
    void everyListenerIsGuardedBySpringSecurity(String path) {
        assertThat(shop.get(shop.gateway(path)).statusCode()).isEqualTo(401);
    }

    @Test
    void nothingOfTheApplicationAnswersOnAListener() {
        assertThat(asAnn("/fallback").body()).startsWith("/fallback Basic");
        assertThat(asAnn("/actuator/health").body()).startsWith("/actuator/health Basic");
    }

    @Test
    void theApplicationsRoutesAreServedOnItsOwnPort() {
        assertThat(shop.get(shop.own("/legacy/x")).statusCode()).isEqualTo(401);
        var legacy = shop.get(shop.own("/legacy/x"), AUTHORIZATION, Shop.ANN);
        assertThat(legacy.body()).startsWith("/legacy/x ");
        assertThat(legacy.headers().firstValue("x-route")).contains("none");
        assertThat(shop.get(shop.own("/plain"), AUTHORIZATION, Shop.ANN).statusCode())
                .isEqualTo(404);
    }

    @Test
    void requestRateLimiterLimits() {
        assertThat(Stream.generate(() -> asAnn("/limited").statusCode()).limit(3))
                .containsExactly(200, 200, 429);
    }

    @Test
    void aFilterTakesABeanByItsName() {
        assertThat(asAnn("/teams").statusCode()).isEqualTo(403);
        assertThat(Stream.generate(() -> shop.get(shop.gateway("/teams"), AUTHORIZATION, Shop.ANN, "x-team", "blue")
                                .statusCode())
                        .limit(3))
                .containsExactly(200, 200, 429);
    }

    @Test
    void aFilterOfTheApplicationKnowsTheRoute() {
        assertThat(asAnn("/shown").headers().firstValue("x-route")).contains("HTTPRoute default/shop");
    }

    @Test
    void circuitBreakerFallsBackToAController() {
        assertThat(asAnn("/closed").body()).isEqualTo("closed for today");
    }

    @Test
    void tokenRelaySendsATokenOfTheRegisteredClient() {
        assertThat(asAnn("/token").body()).isEqualTo("/token Bearer of-the-shop");
    }

    @Test
    void aRouteIsAddedAndRemovedByTheActuator() {
        String route = """
                {"uri": "http://localhost:%d", "predicates": [{"name": "Path", "args": {"pattern": "/added/**"}}]}
                """.formatted(shop.backend.port());
        var added = shop.send(
                HttpRequest.newBuilder(shop.own("/actuator/gateway/routes/added"))
                        .POST(BodyPublishers.ofString(route)),
                AUTHORIZATION,
                Shop.ANN,
                "Content-Type",
                "application/json");

        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        refresh();
        assertThat(shop.get(shop.own("/added/x"), AUTHORIZATION, Shop.ANN).body())
                .startsWith("/added/x ");

        var removed = shop.send(
                HttpRequest.newBuilder(shop.own("/actuator/gateway/routes/added"))
                        .DELETE(),
                AUTHORIZATION,
                Shop.ANN);
        assertThat(removed.statusCode()).isEqualTo(200);
        refresh();
        assertThat(shop.get(shop.own("/added/x"), AUTHORIZATION, Shop.ANN).statusCode())
                .isEqualTo(404);
    }

    private static void refresh() {
        var refreshed = shop.send(
                HttpRequest.newBuilder(shop.own("/actuator/gateway/refresh")).POST(BodyPublishers.noBody()),
                AUTHORIZATION,
                Shop.ANN);
        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
    }

    @Test
    void theActuatorLinksToEveryRoute() {
        var hrefs = actuator("/gateway")
                .valueStream()
                .map(link -> link.get("href").asString())
                .filter(href -> href.contains("/routes/"))
                .distinct()
                .toList();

        assertThat(hrefs).anyMatch(href -> href.contains("shop")).anyMatch(href -> href.endsWith("/legacy"));
        assertThat(hrefs).allSatisfy(href -> actuator(href.substring("/actuator".length())));
    }
}
