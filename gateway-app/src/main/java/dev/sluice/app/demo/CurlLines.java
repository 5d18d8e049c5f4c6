package dev.sluice.app.demo;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerProtocol;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import java.util.List;
import java.util.stream.Stream;

/** Requests to try, written out of the configuration that is served. */
public final class CurlLines {

    private CurlLines() {}

    /** One command for each hostname of each route on each Listener, without repetition. */
    public static List<String> of(GatewayConfig config) {
        return config.sockets().stream()
                .flatMap(socket -> socket.listeners().stream().flatMap(listener -> linesOf(socket, listener)))
                .distinct()
                .toList();
    }

    private static Stream<String> linesOf(ListenerSocket socket, Listener listener) {
        return listener.routes().stream()
                .flatMap(route -> route.hostnames().stream()
                        .map(RouteHostname::effective)
                        .map(hostname -> line(socket, listener, hostname, pathOf(route))));
    }

    private static String line(ListenerSocket socket, Listener listener, Hostname hostname, String path) {
        int port = socket.addresses().getFirst().port();
        String host = nameFor(hostname);
        if (socket.protocol() == ListenerProtocol.HTTP) {
            return "curl" + hostOption(hostname, host) + " http://localhost:" + port + path;
        }
        if (listener.hostname().isAny()) {
            return "curl -k" + hostOption(hostname, host) + " https://localhost:" + port + path;
        }
        // The Listener is chosen by the name in the TLS handshake, so curl must believe that the name is here.
        return "curl -k --resolve " + host + ":" + port + ":127.0.0.1 https://" + host + ":" + port + path;
    }

    private static String hostOption(Hostname hostname, String host) {
        return hostname.isAny() ? "" : " -H 'Host: " + host + "'";
    }

    /** A name that the hostname covers. */
    private static String nameFor(Hostname hostname) {
        if (hostname.isAny()) {
            return "localhost";
        }
        return hostname.isWildcard() ? "any" + hostname.suffix() : hostname.value();
    }

    /** A path that the first rule of the route takes; {@code /} where it cannot be told from the rule. */
    private static String pathOf(Route route) {
        return route.rules().stream()
                .findFirst()
                .map(rule -> switch (rule.matches().getFirst().path()) {
                    case PathMatch.Exact exact -> exact.value();
                    case PathMatch.Prefix prefix -> prefix.value();
                    case PathMatch.Regex regex -> "/";
                })
                .orElse("/");
    }
}
