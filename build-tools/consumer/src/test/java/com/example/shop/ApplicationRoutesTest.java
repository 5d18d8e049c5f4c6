package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Routes of the application from a RouteLocator bean and from a repository of its own, next to a folder. */
class ApplicationRoutesTest {

    private static final String ROUTE = """
            {"uri": "http://localhost", "predicates": [{"name": "Path", "args": {"pattern": "/kept/**"}}],
             "filters": [{"name": "RedirectTo", "args": {"status": "302", "url": "http://kept.example.com"}}]}
            """;

    @TempDir
    private static Path folder;

    private static Path routes;
    private static Shop shop;

    @BeforeAll
    static void startAndAddARouteAndStartAgain(@TempDir Path elsewhere) {
        routes = elsewhere.resolve("routes.json");
        try (Shop first = started()) {
            add(first);
        }
        shop = started();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static Shop started() {
        return new Shop(folder, "--shop.routes=" + routes);
    }

    private static HttpResponse<String> onItsOwnPort(Shop shop, String path) {
        return shop.get(shop.own(path), "Authorization", Shop.ANN);
    }

    private static HttpResponse<String> onAListener(Shop shop, String path) {
        return shop.get(shop.gateway(path), "Authorization", Shop.ANN);
    }

    private static HttpResponse<String> actuator(Shop shop, String method, String path, BodyPublisher body) {
        return shop.send(
                HttpRequest.newBuilder(shop.own("/actuator/gateway" + path)).method(method, body),
                "Authorization",
                Shop.ANN,
                "Content-Type",
                "application/json");
    }

    private static void add(Shop shop) {
        var added = actuator(shop, "POST", "/routes/kept", BodyPublishers.ofString(ROUTE));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        actuator(shop, "POST", "/refresh", BodyPublishers.noBody());
    }

    private static List<String> definitions() {
        String all = actuator(shop, "GET", "/routedefinitions", BodyPublishers.noBody())
                .body();
        return JsonMapper.shared()
                .readTree(all)
                .valueStream()
                .map(definition -> definition.get("id").asString())
                .toList();
    }

    @Test
    void routeOfABeanIsServedOnTheApplicationsPortOnly() {
        assertThat(onItsOwnPort(shop, "/partners/x").body()).startsWith("/of-the-locator ");
        assertThat(onAListener(shop, "/partners/x").body()).startsWith("/partners/x ");
    }

    @Test
    void routeOfTheRepositoryIsServedOnTheApplicationsPortOnlyAlsoAfterARestart() {
        assertKept();
        assertThat(onAListener(shop, "/kept/x").body()).startsWith("/kept/x ");
    }

    private static void assertKept() {
        assertThat(onItsOwnPort(shop, "/kept/x").headers().firstValue("Location"))
                .contains("http://kept.example.com");
    }

    @Test
    void repositoryHasNoRouteOfTheFolder() {
        assertThat(definitions()).contains("kept", "legacy").anyMatch(id -> id.startsWith("httproute_default_shop_"));
        assertThat(JsonMapper.shared().readTree(routes).propertyNames()).containsExactly("kept");
    }

    @Test
    void routeOfTheFolderCannotBeRemovedByTheActuator() {
        definitions().stream()
                .filter(id -> id.startsWith("httproute_"))
                .forEach(id -> actuator(shop, "DELETE", "/routes/" + id, BodyPublishers.noBody()));
        actuator(shop, "POST", "/refresh", BodyPublishers.noBody());

        assertThat(onAListener(shop, "/plain").body()).startsWith("/plain ");
        assertKept();
    }
}
