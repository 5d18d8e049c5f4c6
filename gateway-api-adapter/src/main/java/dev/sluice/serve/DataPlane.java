package dev.sluice.serve;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.entry.CompiledRule;
import dev.sluice.entry.PreRoutingCompiler;
import dev.sluice.entry.ServedRules;
import dev.sluice.entry.Serving;
import dev.sluice.listen.ListenerServers;
import dev.sluice.observe.RequestTracing;
import dev.sluice.publish.ConfigSink;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamServing;
import dev.sluice.table.RuleCompiler;
import dev.sluice.upstream.Upstreams;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Serves one configuration after the other. A request sees one of them from start to end. */
public final class DataPlane implements ConfigSink, AutoCloseable {

    private final ListenerServers servers;
    private final Upstreams upstreams;
    private final RuleCompiler<CompiledRule> rules;
    private final PreRoutingCompiler filters;
    private final Serving serving;
    private final StreamServing streams;
    private final @Nullable MeshPlane mesh;
    private final @Nullable RequestTracing tracing;
    private long version;

    /**
     * Serves nothing yet.
     *
     * @param mesh null: not a node agent
     * @param tracing null: requests are not traced
     */
    public DataPlane(
            ListenerServers servers,
            Upstreams upstreams,
            RuleCompiler<CompiledRule> rules,
            PreRoutingCompiler filters,
            Serving serving,
            StreamServing streams,
            @Nullable MeshPlane mesh,
            @Nullable RequestTracing tracing) {
        this.servers = servers;
        this.upstreams = upstreams;
        this.rules = rules;
        this.filters = filters;
        this.serving = serving;
        this.streams = streams;
        this.mesh = mesh;
        this.tracing = tracing;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The order costs no request: everything new is there before requests see it, what is old goes after they no
     * longer do. A new socket opens last, so that its first request finds its rules. Should this version be impossible,
     * which is a bug, the one before goes on being served.
     */
    @Override
    public synchronized Served apply(GatewayConfig config) {
        GatewayConfig seen = mesh == null ? config : mesh.seen(config);
        upstreams.update(seen.backends());
        if (tracing != null) {
            tracing.serve(config.sockets(), upstreams::get);
        }
        ServedRules next = serving.rules().next(seen, rules, filters);
        servers.prepare(config.sockets());
        serving.serve(next);
        streams.serve(seen, upstreams::get);
        Map<PortId, SocketState> sockets = new HashMap<>(servers.open(config.sockets()));
        if (mesh != null) {
            sockets.putAll(mesh.serve(config.meshPorts()));
        }
        servers.retain(ids(config));
        upstreams.retain(seen.backends());
        version = config.version();
        return new Served(version, sockets);
    }

    @Override
    public synchronized Served openClosed() {
        Map<PortId, SocketState> sockets = new HashMap<>(servers.openClosed());
        if (mesh != null) {
            sockets.putAll(mesh.serveAgain());
        }
        return new Served(version, sockets);
    }

    private static Set<PortId> ids(GatewayConfig config) {
        return config.sockets().stream().map(ListenerSocket::id).collect(Collectors.toSet());
    }

    /** Pods of this node came or went. */
    public synchronized void clientsChanged() {
        if (mesh != null) {
            mesh.clientsChanged();
        }
    }

    /** Stops accepting, waits for running requests within the drain timeout, then closes all connections. */
    @Override
    public synchronized void close() {
        if (mesh != null) {
            mesh.close();
        }
        servers.drain();
        if (tracing != null) {
            tracing.close();
        }
        upstreams.close();
        servers.close();
    }
}
