package dev.sluice.endpoint;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.route.Route;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.source.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is served in short.
 *
 * @param version of the configuration that requests see; 0 before the first
 * @param ready whether a whole configuration is being served
 * @param lastApplied when it was applied; null before the first
 * @param problems what is wrong with what was read last, each in a line
 * @param ruleProblems what of the served rules cannot run, each in a line
 * @param tlsProblems Listeners that are not served because of their certificates, each in a line
 */
public record Overview(
        long version,
        boolean ready,
        @Nullable Instant lastApplied,
        List<Socket> sockets,
        Counts counts,
        List<String> problems,
        List<String> ruleProblems,
        List<String> tlsProblems) {

    /**
     * A port of a Gateway.
     *
     * @param listeners names with hostnames
     * @param open whether it accepts connections
     * @param addresses where; empty where it is not open
     * @param message why it is not open; null where it is
     */
    public record Socket(
            String gateway,
            int port,
            String protocol,
            List<String> listeners,
            boolean open,
            List<String> addresses,
            @Nullable String message) {}

    /** How much is served. */
    public record Counts(int sockets, long listeners, long routes, long rules, int backends) {}

    static Overview of(PipelineState state, List<String> ruleProblems, Map<ListenerId, String> tlsFailures) {
        return new Overview(
                state.served().version(),
                state.isServing(),
                state.lastApplied(),
                state.config().sockets().stream()
                        .map(socket -> socket(socket, state.served().sockets().get(socket.id())))
                        .toList(),
                counts(state),
                state.problems().stream().map(Problem::toString).toList(),
                ruleProblems,
                tlsFailures.entrySet().stream()
                        .map(failure -> problem(failure.getKey(), failure.getValue()))
                        .sorted()
                        .toList());
    }

    private static String problem(ListenerId id, String cause) {
        return "%s listener %s: %s".formatted(id.parent(), id.name(), cause);
    }

    private static Socket socket(ListenerSocket socket, @Nullable SocketState state) {
        boolean open = state instanceof SocketState.Open;
        List<String> addresses = state instanceof SocketState.Open(List<BindAddress> bound)
                ? bound.stream().map(BindAddress::toString).toList()
                : List.of();
        return new Socket(
                socket.id().gatewayNamespace() + "/" + socket.id().gatewayName(),
                socket.id().port(),
                socket.protocol().name(),
                socket.listeners().stream()
                        .map(listener -> listener.id().label() + " (" + listener.hostname() + ")")
                        .toList(),
                open,
                addresses,
                state instanceof SocketState.Closed(String message) ? message : null);
    }

    private static Counts counts(PipelineState state) {
        List<Route> routes = state.config().sockets().stream()
                .flatMap(socket -> socket.listeners().stream())
                .flatMap(listener -> listener.routes().stream())
                .toList();
        return new Counts(
                state.config().sockets().size(),
                state.config().sockets().stream()
                        .mapToLong(socket -> socket.listeners().size())
                        .sum(),
                routes.stream().map(Route::id).distinct().count(),
                routes.stream()
                        .flatMap(route -> route.rules().stream())
                        .map(rule -> rule.id())
                        .distinct()
                        .count(),
                state.config().backends().size());
    }
}
