package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.graph.Objects;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.SourceSnapshot;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a change costs where there are thousands of routes, by the octets that the turn allocates: whatever is made anew
 * for each route shows there, on any machine.
 */
final class CostOfATurnTest {

    private static final int ROUTES = 2_000;

    /** A few lists with a reference for each route; no object for any, nor a map of them. */
    private static final int MOST_OF_A_ROUTE = 240;

    private static final int CHANGES = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FakeSource source = new FakeSource();
    private final FakeSinks sinks = new FakeSinks();
    private final Turn turn = new Turn(
            new PipelineEnds(source, sinks, sinks),
            Objects.SETTINGS,
            new Recorder(),
            InstantSource.system(),
            new VirtualWaiting());
    private ClusterState state = ClusterState.EMPTY;

    /** Every second route has a problem: its Service does not exist. */
    private static HttpRoute route(int index, String host) {
        var meta = new ObjectMeta(
                new ObjectName("shop", "route-" + index), "uid-" + index, 1, Instant.EPOCH, Map.of(), Map.of());
        var rule = Objects.rule(List.of(), Objects.backend(index % 2 == 0 ? 8080 : 9999));
        return new HttpRoute(
                meta, new HttpRoute.Spec(List.of(Objects.parent(null, null)), List.of(host + index), List.of(rule)));
    }

    @BeforeEach
    void serveThousands() {
        var objects = new ArrayList<WatchedObject>(List.of(
                Objects.gatewayClass(), Objects.gateway(Objects.listener("http", 80, null)), Objects.service("web")));
        IntStream.range(0, ROUTES).forEach(index -> objects.add(route(index, "shop-")));
        take(ClusterState.of(objects));
        assertThat(turn.current().graph().routes()).hasSize(ROUTES);
    }

    private void take(ClusterState next) {
        state = next;
        source.set(new SourceSnapshot(next, List.of(), true));
        turn.run();
    }

    /** Octets that the turn allocates; the least of several, since only what is compiled is always the same. */
    private long least(List<WatchedObject> changes) {
        long least = Long.MAX_VALUE;
        for (WatchedObject changed : changes) {
            var next = state.withChanged(changed.kind(), Map.of(changed.name(), Optional.of(changed)));
            long before = THREADS.getCurrentThreadAllocatedBytes();
            take(next);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @Test
    void ofOneRouteMakesNothingAnewForTheOthers() {
        List<WatchedObject> changes = IntStream.range(0, CHANGES)
                .<WatchedObject>mapToObj(change -> route(7 * change, "other-"))
                .toList();
        long version = turn.current().version();

        long octets = least(changes);

        assertThat(turn.current().version()).isEqualTo(version + CHANGES);
        assertThat(octets / ROUTES).isLessThan(MOST_OF_A_ROUTE);
    }

    @Test
    void ofANewRouteMakesNothingAnewForTheOthers() {
        List<WatchedObject> changes = IntStream.range(ROUTES, ROUTES + CHANGES)
                .<WatchedObject>mapToObj(index -> route(index, "shop-"))
                .toList();

        long octets = least(changes);

        assertThat(turn.current().graph().routes()).hasSize(ROUTES + CHANGES);
        assertThat(octets / ROUTES).isLessThan(MOST_OF_A_ROUTE);
    }

    @Test
    void ofWhatNobodyRefersToDoesNotLookAtRoutes() {
        List<WatchedObject> changes = IntStream.range(0, CHANGES)
                .<WatchedObject>mapToObj(CostOfATurnTest::foreign)
                .toList();
        var graph = turn.current().graph();

        long octets = least(changes);

        assertThat(state.all(Kinds.SERVICE)).hasSize(CHANGES + 1);
        assertThat(turn.current().state()).isEqualTo(state);
        assertThat(turn.current().graph()).isSameAs(graph);
        assertThat(octets / ROUTES).isLessThan(8);
    }

    private static Service foreign(int index) {
        var service = Objects.service("web");
        return new Service(
                new ObjectMeta(new ObjectName("other", "foreign-" + index), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                service.type(),
                null,
                false,
                service.ports(),
                Map.of(),
                Service.Standing.NONE);
    }
}
