package dev.sluice.golden;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.condition.Condition;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.builtin.BuiltInFilters;
import dev.sluice.filter.builtin.BuiltInFirst;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.graph.telemetry.TracingSupport;
import dev.sluice.infrastructure.Refusal;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.resource.ObjectName;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.InstalledApi.FeatureForm;
import dev.sluice.status.Refusals;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a case says besides its objects, in {@code settings.yaml}. A case runs on a machine, with {@code
 * privilegedPortOffset}, or in a cluster, which {@code clusterPorts} asks for; there {@code dedicated}, {@code
 * onlyGateway} of namespace shop, {@code mesh}: its controller, which {@code agents} of Service sluice/agents tell of
 * themselves, or an agent on a {@code node}; {@code externalNames}, {@code bundleVersions} of the CRDs with their
 * {@code channel} and {@code stored}: the objects are not checked, as an API server has stored them. Both have
 * {@code springFilterFactories}, of which {@code forbiddenFactories} may not be used, {@code missingLibraries} from
 * one of our filters to the dependency that the application lacks, {@code servedVersion},
 * {@code closedSockets} from socket to message, {@code outdated}: why the configuration could not be applied, and
 * {@code refused} from Gateway to what the API server says to its Service, after the code. {@code tracing}: false where
 * the application lacks OpenTelemetry. {@code offline}: no application runs, as for {@code sluice check}.
 * {@code oldVersions}: objects are of versions that no API server has together with the newest, so the case is not run
 * in a cluster.
 */
record GoldenSettings(JsonNode members) {

    private static final FilterCatalogue BUILT_IN = BuiltInFilters.ofJudging();

    private static final List<String> OF_A_CLUSTER = List.of(
            "dedicated", "onlyGateway", "externalNames", "bundleVersions", "channel", "stored", "refused", "mesh");

    static final Schema SCHEMA = Schema.object()
            .optional("privilegedPortOffset", Schema.integer(0, 64512))
            .optional("clusterPorts", Schema.string().matching("^[0-9]+-[0-9]+$", "a range, such as 20000-20999"))
            .optional("dedicated", Schema.bool())
            .optional("onlyGateway", Schema.string())
            .optional("stored", Schema.bool())
            .optional("refused", Schema.map(Schema.string()))
            .optional("channel", Schema.oneOf("standard", "experimental"))
            .optional("externalNames", Schema.bool())
            .optional("bundleVersions", Schema.map(Schema.string()))
            .optional("springFilterFactories", Schema.list(Schema.string()))
            .optional("forbiddenFactories", Schema.list(Schema.string()))
            .optional("missingLibraries", Schema.map(Schema.string()))
            .optional("servedVersion", Schema.integer(0, 1))
            .optional("closedSockets", Schema.map(Schema.string()))
            .optional("outdated", Schema.string())
            .optional("oldVersions", Schema.bool())
            .optional("tracing", Schema.bool())
            .optional("offline", Schema.bool())
            .optional("mesh", Schema.oneOf("controller", "node"))
            .optional("agents", Schema.bool())
            .rule(new Rule(
                    "privilegedPortOffset is of a machine, clusterPorts and " + OF_A_CLUSTER + " of a cluster",
                    "keep those of one",
                    it -> it.has("clusterPorts")
                            ? !it.has("privilegedPortOffset")
                            : OF_A_CLUSTER.stream().noneMatch(it::has)));

    static GoldenSettings of(Path folder) throws IOException {
        var file = folder.resolve("settings.yaml");
        return new GoldenSettings(
                Files.exists(file) ? GoldenFile.read(file, SCHEMA) : JsonNodeFactory.instance.objectNode());
    }

    /** Whether an API server has stored the objects, which a folder might refuse. */
    boolean stored() {
        return members.path("stored").asBoolean(false);
    }

    /** Whether a cluster cannot have the objects. */
    boolean oldVersions() {
        return members.path("oldVersions").asBoolean(false);
    }

    GraphSettings graph() {
        return new GraphSettings(
                GraphSettings.CONTROLLER_NAME,
                placement(),
                offline() ? FilterFactories.NOT_CHECKED : filterFactories(),
                mesh(),
                members.path("tracing").asBoolean(true) ? TracingSupport.SERVED : TracingSupport.NO_LIBRARY);
    }

    private boolean offline() {
        return members.path("offline").asBoolean(false);
    }

    private MeshSettings mesh() {
        return new MeshSettings(
                members.has("mesh"),
                FailureMode.OPEN,
                members.has("agents") ? new ObjectName("sluice", "agents") : null);
    }

    private Placement placement() {
        if (members.path("mesh").asString("").equals("node")) {
            return new Placement.OnNode(externalNames());
        }
        return members.has("clusterPorts")
                ? new Placement.InCluster(
                        "0.0.0.0", PortRange.of(members.path("clusterPorts").stringValue()), share(), externalNames())
                : new Placement.OnMachine(
                        "0.0.0.0", members.path("privilegedPortOffset").asInt(8000));
    }

    private ExternalNames externalNames() {
        return members.path("externalNames").asBoolean(false) ? ExternalNames.ALLOW : ExternalNames.REFUSE;
    }

    private Share share() {
        return members.has("onlyGateway")
                ? new Share.One(
                        new ObjectName("shop", members.path("onlyGateway").stringValue()))
                : new Share.Common(members.path("dedicated").asBoolean(false));
    }

    /** What the CRDs of the cluster say of themselves. */
    InstalledApi installed() {
        var channel = members.path("channel").asString("");
        var crds = new TreeMap<String, InstalledApi.Crd>();
        members.path("bundleVersions")
                .properties()
                .forEach(crd -> crds.put(
                        crd.getKey(), new InstalledApi.Crd(crd.getValue().stringValue(), channel)));
        return new InstalledApi(crds, FeatureForm.OBJECTS);
    }

    /** What the API server refuses. */
    Refusals refusals() {
        var refused = new LinkedHashMap<ObjectName, Condition>();
        members.path("refused").properties().forEach(gateway -> {
            var name = gateway.getKey().split("/", 2);
            var answer = gateway.getValue().stringValue().split(" ", 2);
            refused.put(
                    new ObjectName(name[0], name[1]),
                    new Refusal("Service " + gateway.getKey() + "-sluice", Integer.parseInt(answer[0]), answer[1])
                            .programmed());
        });
        return new Refusals(refused);
    }

    /** What a data plane would measure: every socket is open, unless the case says otherwise. */
    Served served(GatewayConfig config) {
        var sockets = new LinkedHashMap<PortId, SocketState>();
        for (ListenerSocket socket : config.sockets()) {
            sockets.put(socket.id(), state(socket));
        }
        return new Served(members.path("servedVersion").asLong(config.version()), sockets);
    }

    private SocketState state(ListenerSocket socket) {
        var message = members.path("closedSockets").path(socket.id().toString());
        if (message.isString()) {
            return new SocketState.Closed(message.stringValue());
        }
        if (offline()) {
            return new SocketState.Unopened();
        }
        return members.has("outdated")
                ? new SocketState.Outdated(
                        socket.addresses(), members.path("outdated").stringValue())
                : new SocketState.Open(socket.addresses());
    }

    /** An argument {@code unknown} is none of the application's; the gateway's own filters are as they are. */
    private FilterFactories filterFactories() {
        return new BuiltInFirst(builtIn(), (factory, args) -> {
            if (!texts("springFilterFactories").contains(factory)) {
                return Optional.of(new FilterFactories.Fault.Unknown());
            }
            if (texts("forbiddenFactories").contains(factory)) {
                return Optional.of(new FilterFactories.Fault.NotAllowed());
            }
            return args.containsKey("unknown")
                    ? Optional.of(new FilterFactories.Fault.InvalidArguments(
                            "args.unknown: factory %s has no such argument; it takes [name, value]".formatted(factory)))
                    : Optional.empty();
        });
    }

    private FilterCatalogue builtIn() {
        Map<String, String> missing = new LinkedHashMap<>();
        members.path("missingLibraries")
                .properties()
                .forEach(
                        filter -> missing.put(filter.getKey(), filter.getValue().stringValue()));
        return missing.isEmpty()
                ? BUILT_IN
                : new FilterCatalogue(
                        BUILT_IN.kinds().stream()
                                .filter(kind -> !missing.containsKey(kind.name()))
                                .toList(),
                        missing);
    }

    private Set<String> texts(String member) {
        return members.path(member).values().stream().map(JsonNode::stringValue).collect(toUnmodifiableSet());
    }
}
