package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is judged after an edit is what would be judged from scratch. */
final class IncrementalGraphTest {

    private static final int EDITS = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void afterEachEditTheGraphIsTheSameAsFromScratch(long seed) {
        var edits = new RandomEdits(new Random(seed));
        var objects = new HashMap<String, WatchedObject>();
        var state = ClusterState.EMPTY;
        var graph = Graph.EMPTY;
        for (int edit = 0; edit < EDITS; edit++) {
            var told = edits.apply(objects);
            var next = ClusterState.of(objects.values());
            graph = graph.next(state, next, RandomEdits.SETTINGS);
            state = next;
            assertThat(graph)
                    .as("seed %d, edit %d: %s", seed, edit, told)
                    .isEqualTo(Graph.of(next, RandomEdits.SETTINGS));
        }
    }

    @Test
    void aRouteThatAnEditDoesNotConcernIsNotJudgedAgain() {
        var gateway = Objects.gateway(Objects.listener("http", 80, null));
        var rule = Objects.rule(List.of(), Objects.backend(8080));
        var edited = Objects.route(Objects.parent(null, null), List.of(), rule);
        var other = named("other", edited);
        var before = state(gateway, edited, other);
        var graph = Graph.of(before, Objects.SETTINGS);

        var after = graph.next(
                before,
                state(gateway, Objects.route(Objects.parent(null, null), List.of("a.example.com"), rule), other),
                Objects.SETTINGS);

        assertThat(after.routes().getFirst()).isSameAs(graph.routes().getFirst());
        assertThat(after.routes().getLast()).isNotEqualTo(graph.routes().getLast());
    }

    private static ClusterState state(WatchedObject... objects) {
        var all = new ArrayList<>(List.of(objects));
        all.add(Objects.gatewayClass());
        all.add(Objects.service("web"));
        return ClusterState.of(all);
    }

    private static HttpRoute named(String name, HttpRoute route) {
        var meta = new ObjectMeta(new ObjectName("shop", name), "", 1, Instant.EPOCH, Map.of(), Map.of());
        return new HttpRoute(meta, route.spec());
    }
}
