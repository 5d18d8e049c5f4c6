package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.WatchedObject;
import dev.sluice.resource.XMesh;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    @Test
    void serviceIsNoParentInAFolder() {
        var parent = new ParentRef("", "Service", null, "web", null, null);

        assertThat(Unclaimed.of(ClusterState.of(List.of(Objects.route(parent, List.of()))), true))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.parentRefs[0]", "a Service is a parent only in a cluster with the mesh"));
    }

    @Test
    void serviceOfTheGroupOfGatewaysIsNone() {
        var parent = new ParentRef("gateway.networking.k8s.io", "Service", null, "web", null, null);

        assertThat(of(Objects.route(parent, List.of())))
                .extracting(Unclaimed::cause, Unclaimed::remedy)
                .containsExactly(
                        tuple("there is no kind Service in group gateway.networking.k8s.io", "write group: \"\""));
    }

    @Test
    void meshIsNoneInAFolder() {
        var mesh = new XMesh(
                new ObjectMeta(new ObjectName("", "sluice"), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                GraphSettings.CONTROLLER_NAME,
                null);

        assertThat(of(mesh)).isEmpty();
        assertThat(Unclaimed.of(ClusterState.of(List.of(mesh)), true))
                .extracting(Unclaimed::cause)
                .containsExactly("there is a mesh only in a cluster");
    }

    @Test
    void policyWhoseServiceIsNotThereIsTold() {
        assertThat(of(policy("", "Service"), Objects.service("web"))).isEmpty();
        assertThat(of(policy("", "Service")))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.targetRefs[0]", "there is no Service shop/web"));
    }

    @Test
    void policyForAnotherKindIsToldUnlessAnotherControllerMayServeIt() {
        var cause = "kind Backend of group \"example.com\" cannot be a target here";

        assertThat(of(policy("example.com", "Backend"))).isEmpty();
        assertThat(Unclaimed.of(ClusterState.of(List.of(policy("example.com", "Backend"))), true))
                .extracting(Unclaimed::field, Unclaimed::cause)
                .containsExactly(tuple("spec.targetRefs[0]", cause));
        assertThat(of(policy("core", "Service")))
                .extracting(Unclaimed::cause)
                .containsExactly("kind Service of group \"core\" cannot be a target here");
    }

    private static BackendTrafficPolicy policy(String group, String kind) {
        var meta = new ObjectMeta(new ObjectName("shop", "lb"), "", 1, Instant.EPOCH, Map.of(), Map.of());
        return new BackendTrafficPolicy(
                meta, Kinds.BACKEND_LB_POLICY, List.of(new TargetRef(group, kind, "web", null)), null, null, List.of());
    }

    private static List<Unclaimed> of(WatchedObject... objects) {
        return Unclaimed.of(ClusterState.of(List.of(objects)), false);
    }
}
