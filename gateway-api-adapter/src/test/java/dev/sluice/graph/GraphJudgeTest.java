package dev.sluice.graph;

import static dev.sluice.graph.Objects.backend;
import static dev.sluice.graph.Objects.gateway;
import static dev.sluice.graph.Objects.gatewayClass;
import static dev.sluice.graph.Objects.listener;
import static dev.sluice.graph.Objects.parent;
import static dev.sluice.graph.Objects.route;
import static dev.sluice.graph.Objects.rule;
import static dev.sluice.graph.Objects.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RuleNode;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.LabelSelector;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.WatchedObject;
import dev.sluice.resource.XMesh;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is judged again, and what is not. */
final class GraphJudgeTest {

    private final GraphJudge judge = new GraphJudge(Objects.SETTINGS, Bulkhead.NONE);
    private final Graph before = judge(Map.of(), Map.of());

    private Graph judge(Map<String, String> labels, Map<String, String> annotations, WatchedObject... others) {
        return judge(gatewayOf(annotations), namespace(labels, annotations), others);
    }

    private Graph judge(Gateway gateway, Namespace namespace, WatchedObject... others) {
        return judge.judge(state(gateway, namespace, others));
    }

    private static ClusterState state(Gateway gateway, Namespace namespace, WatchedObject... others) {
        var route = route(parent(null, null), List.of("shop.example.com"), rule(List.of(), backend(8080)));
        return ClusterState.of(
                Stream.concat(Stream.of(gatewayClass(), service("web"), gateway, namespace, route), Stream.of(others))
                        .toList());
    }

    private static Gateway gatewayOf(Map<String, String> annotations) {
        var selector = new LabelSelector(Map.of("team", "x"), List.of());
        var plain = listener("http", 80, null);
        var selecting = new Gateway.Listener(
                "selected",
                null,
                81,
                "HTTP",
                null,
                new Gateway.AllowedRoutes("Selector", selector, List.of()),
                List.of(),
                List.of());
        var gateway = gateway(plain, selecting);
        return new Gateway(new ObjectMeta(gateway.name(), "", 1, Instant.EPOCH, Map.of(), annotations), gateway.spec());
    }

    private static Namespace namespace(Map<String, String> labels, Map<String, String> annotations) {
        return new Namespace(new ObjectMeta(new ObjectName("", "shop"), "", 1, Instant.EPOCH, labels, annotations));
    }

    private static ObjectMeta meta(String namespace, String name) {
        return new ObjectMeta(new ObjectName(namespace, name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    @Nested
    final class Routes {

        @Test
        void areNotJudgedAgainForAnAnnotationOfTheirGatewayOrNamespace() {
            var after = judge(Map.of(), Map.of("cost", "1"));
            assertThat(after.gateways()).isNotEqualTo(before.gateways());
            assertThat(after.routes().getFirst()).isSameAs(before.routes().getFirst());
        }

        @Test
        void areJudgedAgainForALabelOfTheirNamespace() {
            var after = judge(Map.of("team", "x"), Map.of());
            assertThat(after.routes().getFirst()).isNotEqualTo(before.routes().getFirst());
        }

        @Test
        void areJudgedAgainForAHostnameOfTheirListener() {
            var after = judge(gateway(listener("http", 80, "other.example.com")), namespace(Map.of(), Map.of()));
            assertThat(after.routes().getFirst()).isNotEqualTo(before.routes().getFirst());
        }
    }

    /** A record that no source makes. */
    @SuppressWarnings("NullAway")
    private static HttpRoute withoutGroupOfBackend() {
        var ref = new BackendObjectReference(null, "Service", null, "web", 8080);
        return new HttpRoute(
                meta("shop", "broken"),
                new HttpRoute.Spec(
                        List.of(parent(null, null)),
                        List.of("broken.example.com"),
                        List.of(rule(List.of(), new RouteBackendRef(ref, 1, List.of())))));
    }

    @Test
    void aBugAboutOneRouteRefusesItsRequestsAndTheOthersAreServed() {
        var bugs = new ArrayList<String>();
        var kept = new GraphJudge(
                Objects.SETTINGS, (object, _) -> bugs.add(object.name().toString()));
        var routes = kept.judge(state(gatewayOf(Map.of()), namespace(Map.of(), Map.of()), withoutGroupOfBackend()))
                .routes();

        assertThat(bugs).containsExactly("shop/broken");
        assertThat(routes.getFirst().parents().getFirst().verdict()).isInstanceOf(ParentNode.Verdict.Refused.class);
        assertThat(routes.getFirst()
                        .attachments()
                        .findFirst()
                        .orElseThrow()
                        .rules()
                        .getFirst()
                        .verdict())
                .isInstanceOf(RuleNode.Verdict.Dropped.class);
        assertThat(routes.getLast()).isEqualTo(before.routes().getFirst());
    }

    @Nested
    final class WhatNobodyRefersTo {

        private final ConfigMap configMap = new ConfigMap(meta("shop", "dashboard"), Map.of("a", "b"));
        private final EndpointSlice slice = new EndpointSlice(meta("kube", "dns"), "dns", "IPv4", List.of(), List.of());

        @Test
        void leavesTheGraphAsItIs() {
            assertThat(judge(Map.of(), Map.of(), configMap, slice)).isSameAs(before);
        }

        @Test
        void concernsNobody() {
            var last = state(gatewayOf(Map.of()), namespace(Map.of(), Map.of()));
            var next = state(gatewayOf(Map.of()), namespace(Map.of(), Map.of()), configMap, slice, service("other"));
            judge.judge(next);
            var changes = next.since(last);
            assertThat(judge.concerns(changes, Kinds.CONFIG_MAP, configMap.name()))
                    .isFalse();
            assertThat(judge.concerns(changes, Kinds.ENDPOINT_SLICE, slice.name()))
                    .isFalse();
            assertThat(judge.concerns(changes, Kinds.SERVICE, new ObjectName("shop", "other")))
                    .isFalse();
        }

        @Test
        void concernsSomebodyWhoAskedWhileItWasNotThere() {
            var missing = rule(
                    List.of(),
                    new RouteBackendRef(new BackendObjectReference("", "Service", null, "other", 8080), 1, List.of()));
            var asking = new HttpRoute(
                    meta("shop", "asking"),
                    new HttpRoute.Spec(List.of(parent(null, null)), List.of(), List.of(missing)));
            var gateway = gatewayOf(Map.of());
            var last = state(gateway, namespace(Map.of(), Map.of()), asking);
            var without = judge.judge(last);
            var next = state(gateway, namespace(Map.of(), Map.of()), asking, service("other"));
            var with = judge.judge(next);
            assertThat(judge.concerns(next.since(last), Kinds.SERVICE, new ObjectName("shop", "other")))
                    .isTrue();
            assertThat(with.routes().getFirst()).isNotEqualTo(without.routes().getFirst());
            assertThat(with.routes().getLast()).isSameAs(without.routes().getLast());
        }
    }

    /** That of the Service of the route, in its namespace or in another. */
    @Nested
    class APolicyOfSessions {

        @Test
        void isReasonToJudgeRoutesOfItsNamespaceAgainAndNoOthers() {
            var elsewhere = judge(Map.of(), Map.of(), sessions("blog"));
            var here = judge(Map.of(), Map.of(), sessions("blog"), sessions("shop"));

            assertThat(elsewhere.routes().getFirst()).isSameAs(before.routes().getFirst());
            assertThat(session(elsewhere)).isNull();
            assertThat(session(here)).isNotNull();
            assertThat(here.policies())
                    .extracting(node -> node.resource().name().namespace())
                    .containsExactly("shop");
            assertThat(session(judge(Map.of(), Map.of(), sessions("blog")))).isNull();
        }

        private static BackendTrafficPolicy sessions(String namespace) {
            var session = new SessionPersistence(SessionPersistence.Form.V1_1, "Cookie", null, null, false, null, null);
            return new BackendTrafficPolicy(
                    meta(namespace, "lb"),
                    Kinds.BACKEND_LB_POLICY,
                    List.of(new TargetRef("", "Service", "web", null)),
                    session,
                    null,
                    List.of());
        }

        private static @Nullable Object session(Graph graph) {
            return graph.routes()
                    .getFirst()
                    .attachments()
                    .findFirst()
                    .orElseThrow()
                    .rules()
                    .getFirst()
                    .backends()
                    .getFirst()
                    .session();
        }
    }

    /** Its Service need not be there: routes refer to it by name, and the policy has a status for them. */
    @Nested
    class AnObjectThatAPolicyNames {

        private final BackendTlsPolicy policy = new BackendTlsPolicy(
                meta("shop", "tls"),
                List.of(new TargetRef("", "Service", "web", null)),
                new BackendTlsPolicy.Validation(
                        List.of(new ObjectReference("", "ConfigMap", "ca", null)), null, "web.example.com", List.of()),
                "v1",
                List.of());
        private final ConfigMap issuers = new ConfigMap(meta("shop", "ca"), Map.of());

        @Test
        void concernsSomebodyAsThePolicyDoes() {
            var route = route(parent(null, null), List.of(), rule(List.of(), backend(8080)));
            var without = ClusterState.of(List.of(gatewayClass(), gatewayOf(Map.of()), route));
            var with = ClusterState.of(List.of(gatewayClass(), gatewayOf(Map.of()), route, policy));
            var whole = ClusterState.of(List.of(gatewayClass(), gatewayOf(Map.of()), route, policy, issuers));
            judge.judge(without);
            assertThat(judge.judge(with).policies()).hasSize(1);
            assertThat(judge.concerns(with.since(without), Kinds.BACKEND_TLS_POLICY, policy.name()))
                    .isTrue();
            judge.judge(whole);
            assertThat(judge.concerns(whole.since(with), Kinds.CONFIG_MAP, issuers.name()))
                    .isTrue();
        }
    }

    @Test
    void aMeshIsJudgedWhenItComesAndForgottenWhenItGoes() {
        var settings = new GraphSettings(
                GraphSettings.CONTROLLER_NAME,
                new Placement.OnNode(ExternalNames.REFUSE),
                Objects.factories(),
                new MeshSettings(true, FailureMode.OPEN, null));
        var mesh = new XMesh(
                new ObjectMeta(new ObjectName("", "sluice"), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                GraphSettings.CONTROLLER_NAME,
                null);
        var judge = new GraphJudge(settings, Bulkhead.NONE);

        assertThat(judge.judge(ClusterState.EMPTY).xMeshes()).isEmpty();
        assertThat(judge.judge(ClusterState.of(List.of(mesh))).xMeshes()).hasSize(1);
        assertThat(judge.judge(ClusterState.EMPTY).xMeshes()).isEmpty();
    }

    @Test
    void anAgentThatComesOrGoesCausesNoRouteToBeJudgedAgain() {
        var agents = new ObjectName("sluice", "agents");
        var settings = new GraphSettings(
                GraphSettings.CONTROLLER_NAME,
                new Placement.InCluster("0.0.0.0", PortRange.USUAL, new Share.Common(false), ExternalNames.REFUSE),
                Objects.factories(),
                new MeshSettings(true, FailureMode.OPEN, agents));
        var parent = new ParentRef("", "Service", null, "web", null, null);
        var route = Objects.route(parent, List.of(), Objects.rule(List.of(), Objects.backend(8080)));
        var judge = new GraphJudge(settings, Bulkhead.NONE);

        var before = judge.judge(ClusterState.of(List.of(route, Objects.service("web"), agent("192.0.2.1", true))));
        var after = judge.judge(ClusterState.of(List.of(route, Objects.service("web"), agent("192.0.2.1", false))));

        assertThat(before.meshReach()).isEqualTo(new MeshReach(List.of("node-1"), List.of()));
        assertThat(after.meshReach()).isEqualTo(new MeshReach(List.of(), List.of("node-1")));
        assertThat(after.routes()).hasSize(1);
        assertThat(after.routes().getFirst()).isSameAs(before.routes().getFirst());
    }

    private static EndpointSlice agent(String address, boolean ready) {
        return new EndpointSlice(
                new ObjectMeta(new ObjectName("sluice", "agents-1"), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                "agents",
                "IPv4",
                List.of(new EndpointSlice.Endpoint(List.of(address), ready, ready, false, null, "node-1")),
                List.of());
    }
}
