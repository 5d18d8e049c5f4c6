package dev.sluice.graph;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerSetNode;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import dev.sluice.publish.Served;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.resource.WatchedObject;
import dev.sluice.status.Statuses;
import dev.sluice.translate.Translation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is judged after an edit is what would be judged from scratch. */
final class IncrementalGraphTest {

    private static final int SEEDS = 6;
    private static final int STEPS = 200;

    private static final String OF_THE_NODE = "a port of the mesh is served";

    private static final Set<String> OF_THE_MESH = Set.of(
            OF_THE_NODE,
            "a route is at a Service",
            "a route is at a Service of another namespace",
            "a route is Conflicted",
            "a route has some ports of a Service",
            "a Service is the backend of its own route",
            "a Service is the ancestor of a policy");

    private static final Set<String> OF_TRACES = Set.of(
            "a policy for traces is Accepted",
            "a policy for traces is Conflicted",
            "a policy for traces is Invalid",
            "a policy for traces is TargetNotFound",
            "a policy for traces is ResolvedRefs",
            "a policy for traces is BackendNotFound");

    /**
     * Where Sluice runs.
     *
     * @param impossible names of verdicts that cannot be there
     * @param rare what else is not there, or not often
     */
    record Site(String name, GraphSettings settings, Set<String> impossible, Set<String> rare) {

        /** Where Gateways are served. */
        Site(String name, GraphSettings settings, Set<String> impossible) {
            this(name, settings, impossible, settings.mesh().served() ? Set.of(OF_THE_NODE) : OF_THE_MESH);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Site> sites() {
        var onlyInCluster = Set.of(
                "Provision.ByService",
                "Provision.Pods.Shared",
                "Provision.Pods.Own",
                "AddressVerdict.Complete",
                "AddressVerdict.Incomplete",
                "ListenerNode.Verdict.Unplaced");
        var onlyOne = new Share.One(new ObjectName("a", "gw"));
        return Stream.of(
                new Site("a folder", GraphSettings.forFolder(RandomEdits.FACTORIES), onlyInCluster),
                new Site(
                        "shared pods",
                        inCluster(new Share.Common(false)),
                        Set.of("Provision.OwnSockets", "Provision.Pods.Own")),
                new Site(
                        "shared pods beside dedicated ones",
                        inCluster(new Share.Common(true)),
                        Set.of("Provision.OwnSockets")),
                // Parameters are not judged there, so no class is refused, and few Gateways.
                new Site(
                        "the pod of one Gateway",
                        inCluster(onlyOne),
                        Set.of("Provision.OwnSockets", "GatewayClassNode.Verdict.Refused"),
                        Stream.concat(
                                        OF_THE_MESH.stream(),
                                        Stream.of("an HTTPS Listener has a route", "Provision.Nothing"))
                                .collect(toSet())),
                new Site(
                        "shared pods and a mesh",
                        inCluster(
                                new Share.Common(false),
                                new MeshSettings(true, FailureMode.OPEN, new ObjectName("a", "s0"))),
                        Set.of("Provision.OwnSockets", "Provision.Pods.Own")),
                new Site(
                        "a node of a mesh",
                        new GraphSettings(
                                GraphSettings.CONTROLLER_NAME,
                                new Placement.OnNode(ExternalNames.REFUSE),
                                RandomEdits.FACTORIES,
                                new MeshSettings(true, FailureMode.CLOSED, null)),
                        Verdicts.ofGateways(),
                        Stream.concat(
                                        OF_TRACES.stream(),
                                        Stream.of(
                                                "a ListenerSet is let in",
                                                "a ListenerSet is not let in",
                                                "an HTTPS Listener has a route",
                                                "an XBackend is NoValidCACertificate",
                                                "an XBackend is InvalidClientCertificateRef",
                                                "an XBackend has a pod",
                                                "an XBackend has a terminating pod",
                                                "an XBackend shows a certificate"))
                                .collect(toSet())));
    }

    /** As the application that runs in a cluster makes them. */
    private static GraphSettings inCluster(Share share) {
        return inCluster(share, MeshSettings.OFF);
    }

    private static GraphSettings inCluster(Share share, MeshSettings mesh) {
        return new GraphSettings(
                GraphSettings.CONTROLLER_NAME,
                new Placement.InCluster("0.0.0.0", PortRange.USUAL, share, ExternalNames.REFUSE),
                RandomEdits.FACTORIES,
                mesh);
    }

    @ParameterizedTest
    @MethodSource("sites")
    void afterEachStepAllIsTheSameAsFromScratch(Site site) {
        var tally = new Tally();
        for (long seed = 1; seed <= SEEDS; seed++) {
            edit(site, seed, tally);
        }

        var common = new HashSet<>(Verdicts.allBut(site.impossible()));
        common.addAll(List.of(
                "a route is kept",
                "a route is judged again",
                "one is kept and another judged again",
                "a ListenerSet is let in",
                "a ListenerSet is not let in",
                "a route of a kind that is not served",
                "an HTTPS Listener has a route",
                "a session of the RULE",
                "a session of the BACKEND",
                "an XBackend is Accepted",
                "an XBackend is Invalid",
                "an XBackend is NoValidCACertificate",
                "an XBackend is InvalidClientCertificateRef",
                "an XBackend has a pod",
                "an XBackend has a terminating pod",
                "an XBackend shows a certificate",
                "a policy of sessions is Accepted",
                "a policy of sessions is Invalid",
                "a policy of sessions is Conflicted"));
        common.addAll(OF_TRACES);
        common.addAll(OF_THE_MESH);
        common.removeAll(site.rare());
        tally.assertEachIsCommon(common);
        tally.assertNoneIsSeen(site.impossible());
        if (!site.settings().mesh().served()) {
            tally.assertNoneIsSeen(OF_THE_MESH);
        }
    }

    private static void edit(Site site, long seed, Tally tally) {
        var edits = new RandomEdits(new Random(seed));
        var objects = new HashMap<String, WatchedObject>();
        var judge = new GraphJudge(site.settings(), Bulkhead.NONE);
        var translation = new Translation();
        var statuses = new Statuses(GraphSettings.CONTROLLER_NAME);
        var graph = Graph.EMPTY;
        for (int step = 0; step < STEPS; step++) {
            var did = edits.apply(objects);
            var before = graph;
            var next = ClusterState.of(objects.values());
            graph = judge.judge(next);
            var scratch = Graph.of(next, site.settings());
            var place = "seed %d, step %d: %s".formatted(seed, step, did);
            assertThat(graph).as(place).isEqualTo(scratch);
            var config = translation.next(graph);
            assertThat(config).as(place).isEqualTo(Translation.of(scratch));
            assertThat(statuses(statuses, graph, config))
                    .as(place)
                    .isEqualTo(statuses(new Statuses(GraphSettings.CONTROLLER_NAME), scratch, config));
            tally.add(seen(before, graph, config));
        }
    }

    private static List<StatusDocument> statuses(Statuses statuses, Graph graph, GatewayConfig config) {
        var sockets = config.sockets().stream().collect(toMap(ListenerSocket::id, socket ->
                (Served.SocketState) new Served.SocketState.Open(socket.addresses())));
        return statuses.next(graph, 1, new Served(1, sockets));
    }

    private static Set<String> seen(Graph before, Graph graph, GatewayConfig config) {
        var seen = new HashSet<>(Verdicts.of(graph));
        graph.gateways().stream()
                .map(GatewayNode::listenerSets)
                .flatMap(List::stream)
                .map(IncrementalGraphTest::seen)
                .forEach(seen::add);
        graph.routes().stream()
                .filter(route -> !(route.resource() instanceof HttpRoute))
                .forEach(_ -> seen.add("a route of a kind that is not served"));
        config.sockets().stream()
                .filter(socket -> socket.protocol() == SocketProtocol.TLS)
                .flatMap(socket -> socket.listeners().stream())
                .filter(listener -> !listener.routes().isEmpty())
                .forEach(_ -> seen.add("an HTTPS Listener has a route"));
        graph.routes().stream()
                .flatMap(RouteNode::attachments)
                .flatMap(attachment -> attachment.rules().stream())
                .filter(rule -> rule.verdict() instanceof RuleNode.Verdict.Usable)
                .flatMap(rule -> rule.backends().stream())
                .flatMap(share -> Stream.ofNullable(share.session()))
                .forEach(session -> seen.add("a session of the " + session.scope()));
        graph.policies().stream()
                .filter(policy -> Kinds.BACKEND_TRAFFIC_POLICIES.contains(
                        policy.resource().kind()))
                .flatMap(policy -> policy.ancestors().stream())
                .map(ancestor -> ancestor.conditions().getFirst().reason())
                .forEach(reason -> seen.add("a policy of sessions is " + reason));
        graph.telemetry().stream()
                .flatMap(policy -> policy.effects().stream())
                .flatMap(effect -> effect.conditions().stream())
                .forEach(condition -> seen.add("a policy for traces is " + condition.reason()));
        graph.xBackends().stream()
                .flatMap(node -> node.ancestors().stream())
                .forEach(ancestor -> seen.add(
                        "an XBackend is " + ancestor.conditions().getFirst().reason()));
        graph.routes().stream()
                .flatMap(RouteNode::attachments)
                .flatMap(attachment -> attachment.rules().stream())
                .flatMap(rule -> rule.backends().stream())
                .flatMap(share -> share.backend() instanceof BackendVerdict.Resolved resolved
                        ? Stream.of(resolved.backend())
                        : Stream.of())
                .filter(backend -> backend.id().kind() != null)
                .flatMap(IncrementalGraphTest::ofXBackend)
                .forEach(seen::add);
        seen.addAll(kept(before, graph));
        seen.addAll(ofMesh(graph, config));
        return seen;
    }

    private static Set<String> ofMesh(Graph graph, GatewayConfig config) {
        var seen = new HashSet<String>();
        config.meshPorts().forEach(_ -> seen.add(OF_THE_NODE));
        graph.routes().forEach(route -> {
            route.attachments()
                    .filter(attachment -> attachment.service() != null)
                    .forEach(attachment -> {
                        boolean own = attachment
                                .listener()
                                .parent()
                                .namespace()
                                .equals(route.id().namespace());
                        seen.add("a route is at a Service" + (own ? "" : " of another namespace"));
                        if (attachment.rules().stream().anyMatch(RuleNode::toParent)) {
                            seen.add("a Service is the backend of its own route");
                        }
                    });
            route.parents().stream().map(parent -> parent.verdict().accepted()).forEach(accepted -> {
                if (accepted.reason().equals("Conflicted")) {
                    seen.add("a route is Conflicted");
                }
            });
        });
        var calls = ports(graph, Kinds.GRPC_ROUTE);
        if (ports(graph, Kinds.HTTP_ROUTE).stream().anyMatch(calls::contains)) {
            seen.add("a route has some ports of a Service");
        }
        graph.policies().stream()
                .flatMap(policy -> policy.ancestors().stream())
                .filter(ancestor -> ancestor.parent().kind() == ParentId.Kind.SERVICE)
                .forEach(_ -> seen.add("a Service is the ancestor of a policy"));
        return seen;
    }

    /** Services with routes of a kind, each with the namespace of the routes. */
    private static Set<String> ports(Graph graph, Kind<?> kind) {
        return graph.routes().stream()
                .filter(route -> route.resource().kind().equals(kind))
                .flatMap(route -> route.attachments()
                        .filter(attachment -> attachment.service() != null)
                        .map(attachment -> attachment.listener().parent() + " "
                                + route.id().namespace()))
                .collect(toSet());
    }

    private static Stream<String> ofXBackend(Backend backend) {
        var tls = backend.tls();
        return Stream.of(
                        backend.endpoints().isEmpty() ? "" : "an XBackend has a pod",
                        backend.terminating().isEmpty() ? "" : "an XBackend has a terminating pod",
                        tls == null || tls.clientCertificate() == null ? "" : "an XBackend shows a certificate")
                .filter(text -> !text.isEmpty());
    }

    private static String seen(ListenerSetNode listenerSet) {
        return listenerSet.listeners().isEmpty() ? "a ListenerSet is not let in" : "a ListenerSet is let in";
    }

    /** Of routes that were there before and still are. What was judged again may be equal, and yet it is another. */
    private static Set<String> kept(Graph before, Graph graph) {
        Set<RouteNode> old = Collections.newSetFromMap(new IdentityHashMap<>());
        old.addAll(before.routes());
        var ids = before.routes().stream().map(RouteNode::id).collect(toSet());
        var seen = graph.routes().stream()
                .filter(route -> route.resource() instanceof HttpRoute && ids.contains(route.id()))
                .map(route -> old.contains(route) ? "a route is kept" : "a route is judged again")
                .collect(toSet());
        if (seen.size() == 2) {
            seen.add("one is kept and another judged again");
        }
        return seen;
    }

    @Test
    void aRouteThatAnEditDoesNotConcernIsNotJudgedAgain() {
        var gateway = Objects.gateway(Objects.listener("http", 80, null));
        var rule = Objects.rule(List.of(), Objects.backend(8080));
        var edited = Objects.route(Objects.parent(null, null), List.of(), rule);
        var other = named("other", edited);
        var before = state(gateway, edited, other);
        var judge = new GraphJudge(Objects.SETTINGS, Bulkhead.NONE);
        var graph = judge.judge(before);

        var after = judge.judge(
                state(gateway, Objects.route(Objects.parent(null, null), List.of("a.example.com"), rule), other));

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
