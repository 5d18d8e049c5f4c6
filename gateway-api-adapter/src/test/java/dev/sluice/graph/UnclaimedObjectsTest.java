package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Of one state after the other the same is found as of each alone. */
class UnclaimedObjectsTest {

    private final UnclaimedObjects objects = new UnclaimedObjects(true);

    private static HttpRoute route(String name, String kind, String gateway) {
        var meta = new ObjectMeta(new ObjectName("shop", name), "", 1, Instant.EPOCH, Map.of(), Map.of());
        var parent = new ParentRef("gateway.networking.k8s.io", kind, null, gateway, null, null);
        return new HttpRoute(meta, new HttpRoute.Spec(List.of(parent), List.of(), List.of()));
    }

    @Test
    void isWhatIsFoundOfTheStateByItself() {
        var random = new Random(20);
        List<WatchedObject> all = new ArrayList<>(List.of(
                Objects.gatewayClass(), Objects.gateway(), Objects.listenerSet("set"), Objects.service("cart")));
        for (int number = 0; number < 10; number++) {
            all.add(route(
                    "r" + number,
                    random.nextBoolean() ? "Gateway" : "ListenerSet",
                    random.nextBoolean() ? "gw" : "set"));
        }
        for (int change = 0; change < 500; change++) {
            var state = ClusterState.of(
                    all.stream().filter(_ -> random.nextInt(4) > 0).toList());
            assertThat(objects.next(state.since(ClusterState.EMPTY))).isEqualTo(Unclaimed.of(state, true));
        }
    }

    @Test
    void staysTheSameListWhileNothingChanges() {
        var state = ClusterState.of(List.of(Objects.gateway()));

        assertThat(objects.next(state.since(ClusterState.EMPTY)))
                .hasSize(1)
                .isSameAs(objects.next(state.since(ClusterState.EMPTY)));
    }
}
