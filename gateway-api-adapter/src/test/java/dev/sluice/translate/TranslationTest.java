package dev.sluice.translate;

import static dev.sluice.graph.Objects.backend;
import static dev.sluice.graph.Objects.gateway;
import static dev.sluice.graph.Objects.gatewayClass;
import static dev.sluice.graph.Objects.listener;
import static dev.sluice.graph.Objects.parent;
import static dev.sluice.graph.Objects.route;
import static dev.sluice.graph.Objects.rule;
import static dev.sluice.graph.Objects.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.route.Route;
import dev.sluice.graph.Graph;
import dev.sluice.graph.GraphJudge;
import dev.sluice.graph.Objects;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.WatchedObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One law: what did not change is the same object in the next configuration. */
final class TranslationTest {

    private final GraphJudge judge = new GraphJudge(Objects.SETTINGS, (object, bug) -> {});
    private final Translation translation = new Translation();
    private final GatewayConfig before = next(List.of("shop.example.com"));

    private GatewayConfig next(List<String> hostnames, WatchedObject... others) {
        var route = route(parent(null, null), hostnames, rule(List.of(), backend(8080)));
        var objects = Stream.concat(
                Stream.of(gatewayClass(), service("web"), gateway(listener("http", 80, null)), route),
                Stream.of(others));
        return translation.next(judge.judge(ClusterState.of(objects.toList())));
    }

    private static Route routeOf(GatewayConfig config) {
        return config.sockets().getFirst().listeners().getFirst().routes().getFirst();
    }

    @Test
    void routeIsKeptWhereSomethingElseChanges() {
        var after = next(List.of("shop.example.com"), service("other"));
        assertThat(routeOf(after)).isSameAs(routeOf(before));
    }

    @Test
    void routeThatChangedIsTranslatedAgain() {
        var after = next(List.of("cart.example.com"));
        assertThat(routeOf(after)).isNotEqualTo(routeOf(before));
    }

    @Test
    void routeThatCameBackIsTranslatedAgain() {
        translation.next(Graph.EMPTY);
        var after = next(List.of("shop.example.com"));
        assertThat(routeOf(after)).isNotSameAs(routeOf(before)).isEqualTo(routeOf(before));
    }
}
