package dev.sluice.route;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.edge.Authority;
import dev.sluice.route.Explaining.Match;
import dev.sluice.route.Explaining.Verdict;
import dev.sluice.table.StreamTable;
import dev.sluice.table.StreamTable.Considered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which route a connection or flow would take that is not HTTP, and why not another. */
final class StreamExplaining {

    private static final List<SocketProtocol> PROTOCOLS =
            List.of(SocketProtocol.TLS, SocketProtocol.TCP, SocketProtocol.UDP);

    private StreamExplaining() {}

    /** What a URL such as {@code tls://shop.example.com:443} means; empty where it is one of HTTP. */
    static Optional<SocketProtocol> protocol(String url) {
        return PROTOCOLS.stream()
                .filter(protocol -> url.regionMatches(
                        true, 0, protocol + "://", 0, protocol.toString().length() + 3))
                .findFirst();
    }

    /**
     * Asks every socket with this port, as {@link Explaining#explain} does.
     *
     * @param url with a port; its host is the server name of TLS
     */
    static List<Verdict> explain(GatewayConfig config, SocketProtocol protocol, String url) {
        String authority = authority(url, protocol);
        int port = Explaining.port(authority, -1);
        List<Verdict> verdicts = new ArrayList<>();
        for (ListenerSocket socket : config.sockets()) {
            if (Explaining.means(socket, protocol, port)) {
                verdicts.add(verdict(config, socket, protocol == SocketProtocol.TLS ? serverName(authority) : null));
            }
        }
        return verdicts;
    }

    static String authority(String url, SocketProtocol protocol) {
        String authority = url.substring(protocol.toString().length() + 3);
        int slash = authority.indexOf('/');
        return slash < 0 ? authority : authority.substring(0, slash);
    }

    /**
     * What a connection to a TLS socket meets whose server name leads to a Listener that is not for HTTP; empty where
     * it leads to another.
     */
    static Optional<Verdict> ofStream(GatewayConfig config, ListenerSocket socket, String authority) {
        String serverName = serverName(authority);
        return chosen(socket, serverName)
                .filter(listener -> listener.mode() != ListenerMode.HTTP)
                .map(_ -> verdict(config, socket, serverName));
    }

    /** A client names no IP address. */
    private static @Nullable String serverName(String authority) {
        String host = Authority.host(authority).toLowerCase(Locale.ROOT);
        boolean address = host.indexOf(':') >= 0 || host.chars().allMatch(it -> it == '.' || Character.isDigit(it));
        return host.isEmpty() || address ? null : host;
    }

    private static Optional<Listener> chosen(ListenerSocket socket, @Nullable String serverName) {
        return socket.listeners().stream()
                .filter(listener -> has(listener, serverName))
                .min(Comparator.comparing(Listener::hostname, Hostname.MOST_SPECIFIC_FIRST));
    }

    private static boolean has(Listener listener, @Nullable String serverName) {
        return serverName == null
                ? listener.hostname().isAny()
                : listener.hostname().matches(serverName);
    }

    private static Verdict verdict(GatewayConfig config, ListenerSocket socket, @Nullable String serverName) {
        Listener chosen = chosen(socket, serverName).orElse(null);
        List<String> listeners = socket.listeners().stream()
                .map(listener -> listener(listener, listener.equals(chosen), serverName))
                .toList();
        List<Considered> routes = chosen == null || chosen.mode() == ListenerMode.HTTP
                ? List.of()
                : StreamTable.explain(chosen, serverName);
        Optional<Route> taken =
                routes.stream().filter(Considered::taken).map(Considered::route).findFirst();
        return new Verdict(
                socket.id().toString(),
                taken.map(route -> route.id().toString()).orElseGet(() -> refusal(socket, chosen)),
                taken.filter(route -> !route.rules().isEmpty())
                        .map(route -> steps(route.rules().getFirst(), config))
                        .orElse(List.of()),
                listeners,
                routes.stream()
                        .map(it -> new Match(
                                it.route().id().toString(),
                                it.hostname().isAny() ? "every connection" : "server name " + it.hostname(),
                                it.taken() ? "TAKEN" : "REJECTED",
                                it.reason()))
                        .toList(),
                0);
    }

    private static List<String> steps(Rule rule, GatewayConfig config) {
        List<String> steps = new ArrayList<>();
        steps.add(RuleText.of(rule.action()));
        steps.addAll(BackendTlsText.of(rule, config));
        return steps;
    }

    private static String refusal(ListenerSocket socket, @Nullable Listener chosen) {
        if (chosen != null && chosen.mode() == ListenerMode.HTTP) {
            return "requests: ask for an https URL";
        }
        boolean byAlert = chosen == null
                ? socket.listeners().stream().anyMatch(it -> it.mode() != ListenerMode.PASSTHROUGH)
                : chosen.mode() == ListenerMode.STREAM;
        return switch (socket.protocol()) {
            case HTTP, TCP -> "reset no_route";
            case UDP -> "dropped no_route";
            case TLS ->
                (byAlert ? "alert unrecognized_name " : "reset ") + (chosen == null ? "no_listener" : "no_route");
        };
    }

    private static String listener(Listener listener, boolean chosen, @Nullable String serverName) {
        String reason;
        if (chosen) {
            reason = listener.hostname().isAny()
                    ? "for every connection"
                    : "the most specific hostname for this server name: " + listener.hostname();
        } else if (has(listener, serverName)) {
            reason = "another Listener has a more specific hostname (this one has: " + listener.hostname() + ")";
        } else {
            reason = "server name: %s (expected: %s)"
                    .formatted(serverName == null ? "none" : serverName, listener.hostname());
        }
        String what = switch (listener.mode()) {
            case HTTP -> "";
            case STREAM -> "; its octets are forwarded";
            case PASSTHROUGH -> "; TLS is passed through";
        };
        return (chosen ? "chosen " : "not chosen ") + listener.id() + ": " + reason + what;
    }
}
