package dev.sluice.observe;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.route.Route;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served.SocketState;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the start: at most 12.
 *
 * @param product name and version
 * @param source where the objects come from, such as the folders
 */
public record StartSummary(String product, String source) {

    private static final int SOCKETS_SHOWN = 8;

    /** Says what is served now. */
    List<String> lines(PipelineState state) {
        List<String> lines = new ArrayList<>();
        List<ListenerSocket> sockets = state.config().sockets();
        lines.add("%s serves %s, %.1f s after its start".formatted(product, source, secondsSinceStart()));
        sockets.stream()
                .limit(SOCKETS_SHOWN)
                .forEach(socket ->
                        lines.add("  " + line(socket, state.served().sockets().get(socket.id()))));
        if (sockets.size() > SOCKETS_SHOWN) {
            lines.add("  and " + (sockets.size() - SOCKETS_SHOWN) + " more sockets");
        }
        if (!state.config().meshPorts().isEmpty()) {
            lines.add("  ports of Services: " + state.config().meshPorts().size());
        }
        lines.add("  routes: %d, backends: %d, problems: %d"
                .formatted(
                        routes(state.config()),
                        state.config().backends().size(),
                        state.problems().size()));
        return lines;
    }

    /** Where sockets are open with the newest configuration, each with the line that says so. */
    static Map<String, String> open(PipelineState state) {
        Map<String, String> open = new LinkedHashMap<>();
        for (ListenerSocket socket : state.config().sockets()) {
            SocketState served = state.served().sockets().get(socket.id());
            if (served instanceof SocketState.Open) {
                open.put(place(socket, served), line(socket, served));
            }
        }
        return open;
    }

    private static String line(ListenerSocket socket, @Nullable SocketState state) {
        String listeners = socket.listeners().stream()
                .map(listener -> listener.id().label() + " (" + listener.hostname() + ")")
                .limit(3)
                .collect(Collectors.joining(", "));
        return place(socket, state) + ": " + listeners;
    }

    private static String place(ListenerSocket socket, @Nullable SocketState state) {
        String place = switch (state) {
            case SocketState.Open(List<BindAddress> addresses) -> "on " + text(addresses);
            case SocketState.Outdated outdated
            when !outdated.addresses().isEmpty() -> "with an older configuration on " + text(outdated.addresses());
            case SocketState.Closed _, SocketState.Outdated _, SocketState.Unopened _ -> "is not open";
            case null -> "is not open";
        };
        return "Gateway %s %s %s".formatted(socket.id(), socket.protocol(), place);
    }

    private static String text(List<BindAddress> addresses) {
        return addresses.stream().map(BindAddress::toString).collect(Collectors.joining(", "));
    }

    private static long routes(GatewayConfig config) {
        return config.listeners()
                .map(Listener::routes)
                .flatMap(List::stream)
                .map(Route::id)
                .distinct()
                .count();
    }

    private static double secondsSinceStart() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }
}
