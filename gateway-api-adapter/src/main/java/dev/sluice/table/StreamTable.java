package dev.sluice.table;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which route takes a connection or a flow of a Listener that forwards octets: the only Listener of a TCP or UDP
 * socket, or the one that the server name chose on a TLS socket. Immutable and safe for any thread.
 *
 * @param <T> what a route is compiled to
 */
public final class StreamTable<T> {

    private final Map<ListenerId, StreamListenerTable<T>> listeners;
    private final Map<PortId, Listener> withoutNames;

    private StreamTable(Map<ListenerId, StreamListenerTable<T>> listeners, Map<PortId, Listener> withoutNames) {
        this.listeners = Map.copyOf(listeners);
        this.withoutNames = Map.copyOf(withoutNames);
    }

    /** Without any Listener. */
    public static <T> StreamTable<T> empty() {
        return new StreamTable<>(Map.of(), Map.of());
    }

    /**
     * The table that follows this one. A Listener that is equal keeps what its routes were compiled to.
     *
     * @param compiler of a route of a Listener
     */
    public StreamTable<T> next(GatewayConfig config, BiFunction<Listener, Route, T> compiler) {
        Map<ListenerId, StreamListenerTable<T>> next = new HashMap<>();
        config.listeners()
                .filter(listener -> listener.mode() != ListenerMode.HTTP)
                .forEach(listener -> {
                    StreamListenerTable<T> before = listeners.get(listener.id());
                    boolean same = before != null && before.listener().equals(listener);
                    next.put(listener.id(), same ? before : StreamListenerTable.of(listener, compiler));
                });
        return new StreamTable<>(
                next,
                config.sockets().stream()
                        .filter(socket -> hasNoNames(socket))
                        .collect(toMap(
                                ListenerSocket::id, socket -> socket.listeners().getFirst())));
    }

    private static boolean hasNoNames(ListenerSocket socket) {
        return switch (socket.protocol()) {
            case TCP, UDP -> true;
            case HTTP, TLS -> false;
        };
    }

    /** The Listener of a TCP or UDP socket; null where there is none. */
    public @Nullable Listener listener(PortId port) {
        return withoutNames.get(port);
    }

    /**
     * The route that takes a connection.
     *
     * @param mode as the connection was laid out: a Listener that has another one now takes it by no route
     * @param serverName in lower case; null where the client named none, or the Listener has no hostnames
     * @return null where none does: the connection is refused
     */
    public @Nullable T find(ListenerId listener, ListenerMode mode, @Nullable String serverName) {
        StreamListenerTable<T> table = listeners.get(listener);
        return table == null || table.listener().mode() != mode ? null : table.find(serverName);
    }

    /**
     * Which route of a Listener takes a connection, and why not another, by the order that {@link #find} has.
     *
     * @param serverName in lower case; null where the client names none, or the Listener has no hostnames
     * @return each hostname of each route, the stronger before the weaker; at most one is taken
     */
    public static List<Considered> explain(Listener listener, @Nullable String serverName) {
        return StreamListenerTable.explain(listener, serverName);
    }

    /**
     * A route by one of its hostnames.
     *
     * @param reason why it is taken or not
     */
    public record Considered(Route route, Hostname hostname, boolean taken, String reason) {}
}
