package dev.sluice.graph;

import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendTlsPolicies;
import dev.sluice.graph.backend.TlsVerdict;
import dev.sluice.graph.backend.XBackendVerdict;
import dev.sluice.graph.backend.XBackends;
import dev.sluice.graph.extension.SpringFilterNode;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.gateway.BackendCertificates;
import dev.sluice.graph.gateway.FolderPorts;
import dev.sluice.graph.gateway.GatewayJudge;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerSets;
import dev.sluice.graph.gateway.ListenerTargets;
import dev.sluice.graph.gateway.PortAllocation;
import dev.sluice.graph.gateway.PortPlan;
import dev.sluice.graph.gateway.SecretVerdicts;
import dev.sluice.graph.gateway.ServicePods;
import dev.sluice.graph.gateway.ServicePorts;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.gatewayclass.GatewayClasses;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.graph.mesh.ServiceParents;
import dev.sluice.graph.mesh.XMeshNode;
import dev.sluice.graph.parameters.ParametersRefs;
import dev.sluice.graph.policy.PolicyJudge;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.reading.Indexes;
import dev.sluice.graph.reading.Key;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.route.JudgedRoutes;
import dev.sluice.graph.route.ParentIndex;
import dev.sluice.graph.route.RouteJudge;
import dev.sluice.graph.route.RuleTargets;
import dev.sluice.graph.session.BackendTrafficPolicies;
import dev.sluice.graph.telemetry.Collectors;
import dev.sluice.graph.telemetry.TelemetryNode;
import dev.sluice.graph.telemetry.TelemetryPolicies;
import dev.sluice.graph.trust.CaBundles;
import dev.sluice.graph.trust.CaCertificateRefs;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.Changes;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.WatchedObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Judges one state after the other, and gives for each the same as {@link Graph#of}. A verdict is kept until something
 * changes that was asked for to reach it. Used by one thread.
 */
public final class GraphJudge {

    /** Kinds of which every object is judged. */
    private static final List<Kind<?>> JUDGED_ALL = Stream.<List<? extends Kind<?>>>of(
                    Kinds.ROUTES, Kinds.POLICIES, List.of(Kinds.X_BACKEND, Kinds.SPRING_FILTER))
            .<Kind<?>>flatMap(List::stream)
            .toList();

    private final GraphSettings settings;
    private final Bulkhead bulkhead;
    private Memory memory;

    /** @param bugs receives every bug with the object about which it came up; the others are judged as ever */
    public GraphJudge(GraphSettings settings, BiConsumer<WatchedObject, Throwable> bugs) {
        this(settings, new Bulkhead(bugs::accept));
    }

    GraphJudge(GraphSettings settings, Bulkhead bulkhead) {
        this.settings = settings;
        this.bulkhead = bulkhead;
        this.memory = new Memory(bulkhead);
    }

    /** What is known of the last state. */
    private static final class Memory {
        private final Indexes indexes = new Indexes();
        private final SecretVerdicts secrets;
        private final Memo<String, Gateways> gateways = new Memo<>();
        private final JudgedRoutes routes = new JudgedRoutes();
        private final Memo<String, List<XMeshNode>> meshes = new Memo<>();
        private final Memo<String, Optional<MeshReach>> reach = new Memo<>();
        private final Memo<String, List<TelemetryNode>> telemetry = new Memo<>();
        private final Memo<ObjectName, SpringFilterNode> filters = new Memo<>();
        private final Memo<ObjectName, TlsVerdict> policies = new Memo<>();
        private final Memo<ObjectName, XBackendVerdict> xBackends = new Memo<>();
        private final PolicyJudge policyJudge = new PolicyJudge();
        private final CaBundles bundles;
        private final Set<Key> concerning = new HashSet<>();
        private ClusterState state = ClusterState.EMPTY;
        private ParentIndex parents = ParentIndex.NONE;
        private List<GatewayNode> parentsOf = List.of();
        private boolean judged;
        private Graph graph = Graph.EMPTY;

        Memory(Bulkhead bulkhead) {
            this.secrets = new SecretVerdicts(bulkhead);
            this.bundles = new CaBundles(bulkhead);
        }

        /** A new policy may have an effect on what was judged without it. */
        private boolean restsOn(Key key) {
            return (key instanceof Key.All(var kind) && Kinds.BACKEND_POLICIES.contains(kind))
                    || telemetry.restsOn(key)
                    || filters.restsOn(key)
                    || policies.restsOn(key)
                    || meshes.restsOn(key)
                    || reach.restsOn(key)
                    || xBackends.restsOn(key);
        }

        /** Whether nobody asked for what has changed, and nothing of it is judged without being asked for. */
        boolean holdsIn(Changes changes) {
            return judged
                    && concerning.isEmpty()
                    && JUDGED_ALL.stream().allMatch(kind -> changes.of(kind).isEmpty());
        }

        /** Adds those keys on which a verdict rests. */
        void note(Set<Key> keys) {
            keys.stream()
                    .filter(key -> gateways.restsOn(key) || routes.restsOn(key) || restsOn(key))
                    .forEach(concerning::add);
        }
    }

    private record Gateways(List<GatewayClassNode> classes, List<GatewayNode> nodes) {}

    /** The graph of a state; the one before where nothing of it is different. */
    public Graph judge(ClusterState next) {
        return judge(next.since(memory.state));
    }

    /**
     * The graph of the state after these changes; the one before where nothing of it is different.
     *
     * @param changes since any state; those since the one that was judged last cost the least
     */
    public Graph judge(Changes changes) {
        try {
            return next(changes.since(memory.state));
        } catch (RuntimeException | Error failure) {
            // Half of the verdicts may be of the new state; the next one is judged from nothing.
            memory = new Memory(bulkhead);
            throw failure;
        }
    }

    /** Whether somebody asked, before or after the last change, for an object that changed. */
    public boolean concerns(Changes changes, Kind<?> kind, ObjectName name) {
        return Key.of(changes, kind, name).stream().anyMatch(memory.concerning::contains);
    }

    private Graph next(Changes changes) {
        var keys = Key.of(changes);
        memory.concerning.clear();
        memory.note(keys);
        var reading = memory.indexes.next(changes);
        if (memory.holdsIn(changes)) {
            memory.state = changes.after();
            return memory.graph;
        }
        memory.judged = true;
        var grants = Grants.of(reading.byNamespace(Kinds.REFERENCE_GRANT));
        memory.filters.drop(keys);
        var extensions = new SpringFilters(reading, grants, settings.filterFactories(), memory.filters);
        memory.gateways.drop(keys);
        memory.policies.drop(keys);
        memory.xBackends.drop(keys);
        memory.telemetry.drop(keys);
        memory.meshes.drop(keys);
        memory.reach.drop(keys);
        var issuers = new CaCertificateRefs(reading, grants, new CaBundles(bulkhead));
        var backendTls = new BackendTlsPolicies(reading, issuers, memory.policies);
        var targets = new ListenerTargets(
                reading.byName(Kinds.SECRET),
                memory.secrets,
                new CaCertificateRefs(reading, grants, memory.bundles),
                grants,
                extensions);
        var xBackends = new XBackends(
                reading,
                issuers,
                new BackendCertificates(targets),
                settings.placement().externalNames(),
                memory.xBackends);
        var gateways = memory.gateways.of("", reading, () -> gateways(reading, targets));
        if (!memory.parentsOf.equals(gateways.nodes())) {
            var parents = new ParentIndex(gateways.nodes());
            memory.routes.drop(parents.changedSince(memory.parents));
            memory.parents = parents;
            memory.parentsOf = gateways.nodes();
        }
        memory.routes.drop(keys);
        memory.routes.take(changes);
        var trafficPolicies = new BackendTrafficPolicies(reading);
        if (memory.routes.areOpen()) {
            judgeRoutes(reading, grants, backendTls, xBackends, trafficPolicies, extensions);
        }
        var routes = memory.routes.all();
        var telemetry = memory.telemetry.of("", reading, () -> {
            var policies = reading.all(Kinds.X_TELEMETRY_POLICY);
            return policies.isEmpty()
                    ? List.<TelemetryNode>of()
                    : telemetry(policies, reading, targets, backends(reading, grants, backendTls, xBackends));
        });
        var meshes = memory.meshes.of("", reading, () -> meshes(reading));
        var reach = memory.reach.of("", reading, () -> reach(reading));
        memory.note(keys);
        memory.state = changes.after();
        var affecting = memory.policyJudge.judge(
                changes.after(),
                routes,
                Map.of(
                        Kinds.BACKEND_TLS_POLICY, backendTls,
                        Kinds.BACKEND_LB_POLICY, trafficPolicies,
                        Kinds.X_BACKEND_TRAFFIC_POLICY, trafficPolicies),
                xBackends::conditions,
                telemetry,
                GatewayNode.confined(gateways.nodes()));
        var graph = new Graph(
                gateways.classes(),
                gateways.nodes(),
                routes,
                affecting.policies(),
                telemetry,
                affecting.xBackends(),
                extensions.nodes(),
                meshes,
                reach.orElse(null));
        if (!graph.equals(memory.graph)) {
            memory.graph = graph;
        }
        return memory.graph;
    }

    private void judgeRoutes(
            Reading reading,
            Grants grants,
            BackendTlsPolicies backendTls,
            XBackends xBackends,
            BackendTrafficPolicies trafficPolicies,
            SpringFilters extensions) {
        var backends = backends(reading, grants, backendTls, xBackends);
        var services = new ServiceParents(
                reading.byName(Kinds.SERVICE), settings.mesh(), settings.placement() instanceof Placement.OnNode);
        var targets = new RuleTargets(backends, trafficPolicies, extensions);
        new RouteJudge(reading, memory.parents, services, targets, bulkhead).judge(memory.routes);
    }

    private BackendResolver backends(
            Reading reading, Grants grants, BackendTlsPolicies backendTls, XBackends xBackends) {
        var placement = settings.placement();
        return new BackendResolver(
                reading, grants, backendTls, xBackends, placement.serviceNamesByDns(), placement.externalNames());
    }

    private List<TelemetryNode> telemetry(
            Collection<Policy> policies, Reading reading, ListenerTargets targets, BackendResolver backends) {
        var gateways = memory.gateways.of("", reading, () -> gateways(reading, targets));
        // Without a class of ours, nobody has asked us about anything.
        return gateways.classes().isEmpty()
                ? List.of()
                : TelemetryPolicies.judge(
                        policies,
                        gateways.nodes(),
                        reading.byName(Kinds.GATEWAY),
                        settings.tracing(),
                        new Collectors(backends, reading.byName(Kinds.SERVICE)));
    }

    private Gateways gateways(Reading reading, ListenerTargets targets) {
        return switch (settings.placement()) {
            case Placement.OnMachine(String host, int offset) ->
                gateways(reading, targets, _ -> new FolderPorts(host, offset));
            case Placement.InCluster placement -> gateways(reading, targets, ours -> ports(ours, placement, reading));
            case Placement.OnNode _ -> new Gateways(List.of(), List.of());
        };
    }

    private Gateways gateways(Reading reading, ListenerTargets targets, Function<List<Gateway>, PortPlan> ports) {
        var parameters = parameters(reading);
        var classes = GatewayClasses.ours(reading.all(Kinds.GATEWAY_CLASS), settings.controllerName(), parameters);
        var ours = reading.all(Kinds.GATEWAY).stream()
                .filter(gateway -> classes.containsKey(gateway.spec().gatewayClassName()))
                .toList();
        var nodes = new GatewayJudge(classes, parameters, ports.apply(ours), targets, bulkhead)
                .judge(ours, ListenerSets.of(listenerSets(reading), reading.byName(Kinds.NAMESPACE)));
        memory.secrets.forgetUnasked();
        memory.bundles.forgetUnasked();
        return new Gateways(List.copyOf(classes.values()), nodes);
    }

    private List<XMeshNode> meshes(Reading reading) {
        return settings.mesh().served()
                ? XMeshNode.ours(reading.all(Kinds.X_MESH), settings.controllerName(), settings.mesh())
                : List.of();
    }

    private Optional<MeshReach> reach(Reading reading) {
        return Optional.ofNullable(settings.mesh().agents())
                .map(agents ->
                        MeshReach.of(reading.endpointSlices().getOrDefault(BackendName.ofService(agents), List.of())));
    }

    private static List<ListenerSet> listenerSets(Reading reading) {
        return Kinds.LISTENER_SETS.stream()
                .flatMap(kind -> reading.all(kind).stream())
                .toList();
    }

    private static PortPlan ports(List<Gateway> ours, Placement.InCluster placement, Reading reading) {
        var services = reading.byName(Kinds.SERVICE);
        return new ServicePorts(
                placement.listenHost(),
                PortAllocation.of(ours, services, placement.ports()),
                services,
                new ServicePods(reading.endpointSlices()),
                placement.share());
    }

    /** The pod of one Gateway serves it: the controller that made the pod judges what it was made by. */
    private ParametersRefs parameters(Reading reading) {
        boolean ofOne =
                settings.placement() instanceof Placement.InCluster inCluster && inCluster.share() instanceof Share.One;
        return new ParametersRefs(reading.byName(Kinds.GATEWAY_PARAMETERS), !ofOne);
    }
}
