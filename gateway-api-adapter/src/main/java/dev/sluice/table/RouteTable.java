package dev.sluice.table;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.table.Lookup.Candidate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All rules of one version of the configuration, indexed. Immutable and safe for any thread; a request reads one table
 * from start to end.
 *
 * @param <T> what a rule is compiled to
 */
public final class RouteTable<T> {

    private final Map<PortId, PortTable<T>> ports;

    private RouteTable(Map<PortId, PortTable<T>> ports) {
        this.ports = ports;
    }

    /**
     * Builds a table from nothing.
     *
     * @throws IllegalStateException where a regular expression is none, which translation must have refused
     */
    public static <T> RouteTable<T> of(GatewayConfig config, RuleCompiler<T> compiler) {
        return of(config, compiler, new RouteTable<>(Map.of()));
    }

    /**
     * Builds the table that follows another, and takes over what did not change: the whole index of a Listener that is
     * equal, and what the rules of an equal route were compiled to, as {@link RuleCompiler} says.
     *
     * @param previous stays as it is; made by the same compiler
     * @throws IllegalStateException where a regular expression is none, which translation must have refused
     */
    public static <T> RouteTable<T> of(GatewayConfig config, RuleCompiler<T> compiler, RouteTable<T> previous) {
        Map<PortId, PortTable<T>> ports = new LinkedHashMap<>();
        for (ListenerSocket socket : config.sockets()) {
            var before = previous.port(socket.id()) instanceof SocketTable<T> table ? table : null;
            ports.put(socket.id(), SocketTable.of(socket, compiler, before));
        }
        for (MeshPort port : config.meshPorts()) {
            var before = previous.port(port.id()) instanceof MeshPortTable<T> table ? table : null;
            ports.put(port.id(), MeshPortTable.of(port, compiler, before));
        }
        return new RouteTable<>(ports);
    }

    /** The rules behind a port; null where the configuration has no such port. */
    public @Nullable PortTable<T> port(PortId id) {
        return ports.get(id);
    }

    /** Whether some rule cannot run as it is configured. Looks at each route: not for the request path. */
    public boolean hasProblem() {
        return ports.values().stream()
                .flatMap(RouteTable::tables)
                .anyMatch(table -> table.routes().haveProblem());
    }

    /** Matches that no request can take. Where there are some, made by each call: not for the request path. */
    public List<NeverTaken> neverTaken() {
        return ports.values().stream().flatMap(RouteTable::tables).anyMatch(ListenerTable::hasRivals)
                ? NeverTaken.of(ports.values().stream().flatMap(RouteTable::tables))
                : List.of();
    }

    private static <T> Stream<ListenerTable<T>> tables(PortTable<T> port) {
        return switch (port) {
            case SocketTable<T> socket -> socket.tables();
            case MeshPortTable<T> mesh -> mesh.groups();
        };
    }

    /**
     * Every match of every rule on every Listener, each once: ports as the configuration has them, Listeners from the
     * most specific hostname, and within a Listener the stronger before the weaker. A match of several hostnames is
     * where the most specific of them puts it.
     */
    public List<Candidate<T>> candidates() {
        return ports.values().stream()
                .flatMap(port -> port.candidates().stream())
                .toList();
    }
}
