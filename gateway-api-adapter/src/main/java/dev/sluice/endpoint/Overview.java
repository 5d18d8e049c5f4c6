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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is served in short.
 *
 * @param version of the configuration that requests see; 0 before the first
 * @param ready whether a whole configuration is being served
 * @param lastApplied when it was applied; null before the first
 * @param problems stages that fail, mistakes in what was read last, and conditions of objects that say something is
 *     wrong, each in a line; the first 500, then how many more there are
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

    private static final int PROBLEMS_SHOWN = 500;

    /**
     * A port of a Gateway.
     *
     * @param listeners names with hostnames
     * @param open whether it accepts connections
     * @param addresses where; empty where it is not open
     * @param message why it is not open, or does not serve the newest configuration; null otherwise
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
                problems(state.problems()),
                ruleProblems,
                tlsFailures.entrySet().stream()
                        .map(failure -> problem(failure.getKey(), failure.getValue()))
                        .sorted()
                        .toList());
    }

    private static List<String> problems(List<Problem> problems) {
        List<String> lines =
                problems.stream().limit(PROBLEMS_SHOWN).map(Problem::toString).collect(Collectors.toList());
        if (problems.size() > PROBLEMS_SHOWN) {
            lines.add("and %d more".formatted(problems.size() - PROBLEMS_SHOWN));
        }
        return lines;
    }

    private static String problem(ListenerId id, String cause) {
        return "%s listener %s: %s".formatted(id.declarer(), id.name(), cause);
    }

    private static Socket socket(ListenerSocket socket, @Nullable SocketState state) {
        List<BindAddress> addresses = switch (state) {
            case SocketState.Open(List<BindAddress> bound) -> bound;
            case SocketState.Outdated outdated -> outdated.addresses();
            case SocketState.Closed _, SocketState.Unopened _ -> List.of();
            case null -> List.of();
        };
        String message = switch (state) {
            case SocketState.Closed(String why) -> why;
            case SocketState.Outdated outdated -> outdated.cause();
            case SocketState.Open _, SocketState.Unopened _ -> null;
            case null -> null;
        };
        return new Socket(
                socket.id().parent().toString(),
                socket.id().port(),
                socket.protocol().name(),
                socket.listeners().stream()
                        .map(listener -> listener.id().label() + " (" + listener.hostname() + ")")
                        .toList(),
                !addresses.isEmpty(),
                addresses.stream().map(BindAddress::toString).toList(),
                message);
    }

    private static Counts counts(PipelineState state) {
        List<Route> routes = state.config()
                .listeners()
                .flatMap(listener -> listener.routes().stream())
                .toList();
        return new Counts(
                state.config().sockets().size(),
                state.config().listeners().count(),
                routes.stream().map(Route::id).distinct().count(),
                routes.stream()
                        .flatMap(route -> route.rules().stream())
                        .map(rule -> rule.id())
                        .distinct()
                        .count(),
                state.config().backends().size());
    }
}
