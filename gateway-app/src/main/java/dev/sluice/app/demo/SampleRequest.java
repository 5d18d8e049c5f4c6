package dev.sluice.app.demo;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request that a route takes, written out of the configuration that is served.
 *
 * @param tls whether it is sent over TLS
 * @param port of this machine
 * @param host a name that the route's hostname covers; {@code localhost} where it covers all
 * @param byServerName whether the name in the TLS handshake chooses the Listener; never without TLS
 * @param path one that the first rule takes; {@code /} where it cannot be told from the rule
 * @param grpc whether it is a gRPC call
 */
public record SampleRequest(boolean tls, int port, String host, boolean byServerName, String path, boolean grpc) {

    private static final String LOCALHOST = "localhost";
    private static final Pattern PLAIN = Pattern.compile("[\\w/.:@%+,=-]*");

    /** One request for each hostname of each route on each HTTP Listener of a socket, without repetition. */
    public static List<SampleRequest> of(ListenerSocket socket) {
        return socket.listeners().stream()
                .filter(listener -> listener.mode() == ListenerMode.HTTP)
                .flatMap(listener -> listener.routes().stream().flatMap(route -> of(socket, listener, route)))
                .distinct()
                .toList();
    }

    private static Stream<SampleRequest> of(ListenerSocket socket, Listener listener, Route route) {
        int port = socket.addresses().getFirst().port();
        boolean tls = socket.protocol() == SocketProtocol.TLS;
        boolean byServerName = tls && !listener.hostname().isAny();
        return route.hostnames().stream()
                .map(RouteHostname::effective)
                .map(hostname ->
                        new SampleRequest(tls, port, nameFor(hostname), byServerName, pathOf(route), isGrpc(route)));
    }

    /**
     * Where it is sent.
     *
     * @param name a name or an address of this machine
     */
    public String url(String name) {
        return (tls ? "https" : "http") + "://" + name + ":" + port + path;
    }

    /** The command line that sends it. */
    public String curl() {
        String curl = tls ? "curl -k" : "curl";
        if (grpc) {
            curl += (tls ? "" : " --http2-prior-knowledge") + " -X POST -H 'Content-Type: application/grpc'";
        }
        if (byServerName) {
            // Curl must believe that the name is here.
            return curl + " --resolve " + host + ":" + port + ":127.0.0.1 " + word(url(host));
        }
        return curl + hostOption() + " " + word(url(LOCALHOST));
    }

    /** One word of a shell, whatever it holds: a path may have {@code ;}, {@code &} and {@code $}. */
    static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private String hostOption() {
        return host.equals(LOCALHOST) ? "" : " -H 'Host: " + host + "'";
    }

    /** A name that it covers. */
    static String nameFor(Hostname hostname) {
        if (hostname.isAny()) {
            return LOCALHOST;
        }
        return hostname.isWildcard() ? "any" + hostname.suffix() : hostname.value();
    }

    private static String pathOf(Route route) {
        return route.rules().stream()
                .findFirst()
                .map(rule -> switch (rule.matches().getFirst().path()) {
                    case PathMatch.Exact exact -> exact.value();
                    case PathMatch.Prefix prefix -> prefix.value();
                    case PathMatch.Regex regex -> "/";
                    case PathMatch.Rpc(var service, var method) -> "/" + partOf(service) + "/" + partOf(method);
                })
                .orElse("/");
    }

    /** The name of a service or a method; a name without meaning where any will do, or where it is a pattern. */
    private static String partOf(@Nullable ValueMatch part) {
        return part instanceof ValueMatch.Exact(String name) ? name : "any";
    }

    private static boolean isGrpc(Route route) {
        return route.rules().stream()
                .findFirst()
                .filter(rule -> rule.matches().getFirst().path() instanceof PathMatch.Rpc)
                .isPresent();
    }
}
