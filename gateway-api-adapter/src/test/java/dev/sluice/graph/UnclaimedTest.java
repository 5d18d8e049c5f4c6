package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.WatchedObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnclaimedTest {

    private static final WatchedObject ROUTE = Objects.route(Objects.parent(null, null), List.of());

    @Test
    void gatewayWhoseClassIsNotThereIsTold() {
        assertThat(of(Objects.gateway()))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.gatewayClassName", "there is no GatewayClass sluice"));
    }

    @Test
    void routeWhoseGatewayIsNotThereIsTold() {
        assertThat(of(ROUTE, Objects.gatewayClass()))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.parentRefs[0]", "there is no Gateway shop/gw"));
    }

    @Test
    void whatIsThereIsClaimed() {
        assertThat(of(ROUTE, Objects.gateway(), Objects.gatewayClass())).isEmpty();
    }

    @Test
    void listenerSetWhoseGatewayIsNotThereIsTold() {
        assertThat(of(Objects.listenerSet("set")))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.parentRef", "there is no Gateway shop/gw"));
    }

    @Test
    void routeWhoseListenerSetIsNotThereIsTold() {
        var old = new ParentRef("gateway.networking.x-k8s.io", "XListenerSet", null, "set", null, null);
        var route = Objects.route(old, List.of());

        assertThat(of(route, Objects.listenerSet("set"), Objects.gateway(), Objects.gatewayClass()))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.parentRefs[0]", "there is no XListenerSet shop/set"));
    }

    @Test
    void parentOfAnotherKindIsNotLookedFor() {
        var service = new ParentRef("", "Service", null, "web", null, null);

        assertThat(of(Objects.route(service, List.of()))).isEmpty();
    }

    private static List<Unclaimed> of(WatchedObject... objects) {
        return Unclaimed.of(ClusterState.of(List.of(objects)));
    }
}
