package dev.sluice.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.GatewayConfig;
import dev.sluice.graph.Graph;
import dev.sluice.graph.Objects;
import dev.sluice.publish.Served;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.file.ManifestReader;
import dev.sluice.status.Statuses;
import dev.sluice.translate.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of what is served: each route once, in order, whatever the limit; of one Gateway where one is named. */
final class PageTest {

    private static final int ROUTES = 7;

    private final Graph graph =
            Graph.of(ManifestReader.read("pages.yaml", manifests()).state(), Objects.SETTINGS);
    private final GatewayConfig config = Translation.of(graph).withVersion(3);
    private final List<StatusDocument> statuses =
            Statuses.of(graph, "sluice.dev/gateway-controller", 3, Served.NOTHING);

    private static String manifests() {
        var text = new StringBuilder("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice}
                spec: {controllerName: sluice.dev/gateway-controller}
                """);
        for (String gateway : List.of("edge", "inner")) {
            text.append("""
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: %s, namespace: shop}
                    spec:
                      gatewayClassName: sluice
                      listeners:
                        - {name: empty, port: %d, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}
                        - {name: http, port: %d, protocol: HTTP}
                    """.formatted(gateway, gateway.length() + 8000, gateway.length() + 9000));
            IntStream.range(0, ROUTES).forEach(number -> text.append("""
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: %1$s-%2$d, namespace: shop}
                    spec:
                      parentRefs: [{name: %1$s}]
                      rules: [{backendRefs: [{name: %1$s-%2$d, port: 80}]}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: %1$s-%2$d, namespace: shop}
                    spec: {ports: [{port: 80}]}
                    """.formatted(gateway, number)));
        }
        return text.toString();
    }

    private List<ServedConfig> pages(@Nullable String gateway, int limit) {
        var pages = new ArrayList<ServedConfig>();
        String next = null;
        do {
            pages.add(ServedConfig.of(config, Page.Wish.of(gateway, next, limit)));
            next = pages.getLast().next();
        } while (next != null);
        return pages;
    }

    private static List<String> routes(List<ServedConfig> pages) {
        return pages.stream()
                .flatMap(page -> page.sockets().stream())
                .flatMap(socket -> socket.listeners().stream())
                .flatMap(listener -> listener.routes().stream())
                .map(ServedConfig.Route::source)
                .toList();
    }

    private static List<String> backends(List<ServedConfig> pages) {
        return pages.stream()
                .flatMap(page -> page.backends().stream())
                .map(ServedConfig.Endpoints::source)
                .toList();
    }

    private static Stream<String> named(String format, String... gateways) {
        return Stream.of(gateways)
                .flatMap(gateway -> IntStream.range(0, ROUTES).mapToObj(number -> format.formatted(gateway, number)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 100})
    void eachRouteIsOnOnePageWithItsBackends(int limit) {
        var pages = pages(null, limit);
        assertThat(routes(pages))
                .containsExactlyElementsOf(
                        named("HTTPRoute shop/%s-%d", "edge", "inner").toList());
        assertThat(backends(pages))
                .containsExactlyElementsOf(
                        named("Service shop/%s-%d port 80", "edge", "inner").toList());
        assertThat(pages).allSatisfy(page -> assertThat(routes(List.of(page))).hasSizeLessThanOrEqualTo(limit));
        assertThat(pages).allSatisfy(page -> assertThat(page.version()).isEqualTo(3));
    }

    @Test
    void listenerWithoutRoutesIsThere() {
        assertThat(pages(null, 100).getFirst().sockets())
                .flatExtracting(ServedConfig.Socket::listeners)
                .extracting(ServedConfig.Listener::source)
                .contains("Gateway shop/edge listener empty", "Gateway shop/inner listener empty");
    }

    @Test
    void ofOneGatewayIsNothingOfOthers() {
        var pages = pages("shop/inner", 2);
        assertThat(routes(pages))
                .containsExactlyElementsOf(
                        named("HTTPRoute shop/%s-%d", "inner").toList());
        assertThat(backends(pages))
                .containsExactlyElementsOf(
                        named("Service shop/%s-%d port 80", "inner").toList());
        assertThat(pages)
                .flatExtracting(ServedConfig::sockets)
                .extracting(ServedConfig.Socket::source)
                .containsOnly("Gateway shop/inner");
    }

    @Test
    void statusOfOneGatewayIsItsOwnAndThatOfItsRoutes() {
        var inner = StatusOfGateway.of("shop/inner", config);
        assertThat(statuses.stream().filter(inner::has).map(StatusOfGateway::key))
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of("Gateway shop/inner"), named("HTTPRoute shop/%s-%d", "inner"))
                                .toList());
    }

    @Test
    void statusOfARouteThatNamesTheGatewayIsThereBeforeItIsServed() {
        var inner = StatusOfGateway.of("shop/inner", GatewayConfig.EMPTY);
        assertThat(statuses.stream().filter(inner::has).map(StatusOfGateway::key))
                .hasSize(1 + ROUTES);
    }

    @Test
    void whatCannotBeAnsweredIsSaid() {
        assertThatThrownBy(() -> Page.Wish.of(null, null, 0)).hasMessage("limit: 0 (expected: 1-5000)");
        assertThatThrownBy(() -> Page.Wish.of(null, null, 5001)).hasMessage("limit: 5001 (expected: 1-5000)");
        assertThatThrownBy(() -> Page.Wish.of("inner", null, null)).hasMessageContaining("namespace/name");
        assertThatThrownBy(() -> ServedConfig.of(config, Page.Wish.of(null, "shop/gone", 1)))
                .hasMessageContaining("begin again");
    }
}
