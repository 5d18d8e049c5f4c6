package dev.sluice.graph.gateway;

import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.resource.Gateway.Listener;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import java.util.List;
import java.util.Optional;

/** What the protocols of Listeners mean, and which kinds of route each takes. Source: ProtocolType. */
final class Protocols {

    private static final String PASSTHROUGH = "Passthrough";
    private static final List<RouteKind> OF_HTTP = List.of(kind(Kinds.HTTP_ROUTE), kind(Kinds.GRPC_ROUTE));
    private static final List<RouteKind> OF_TLS = List.of(kind(Kinds.TLS_ROUTE));
    private static final List<RouteKind> OF_TCP = List.of(kind(Kinds.TCP_ROUTE));
    private static final List<RouteKind> OF_UDP = List.of(kind(Kinds.UDP_ROUTE));

    private Protocols() {}

    /** What connections to the socket of a Listener begin with; empty where its protocol is not served. */
    static Optional<SocketProtocol> served(String protocol) {
        return switch (protocol) {
            case "HTTP" -> Optional.of(SocketProtocol.HTTP);
            case "HTTPS", "TLS" -> Optional.of(SocketProtocol.TLS);
            case "TCP" -> Optional.of(SocketProtocol.TCP);
            case "UDP" -> Optional.of(SocketProtocol.UDP);
            default -> Optional.empty();
        };
    }

    /** Which ports a protocol takes, also one that is not served: it meets all others of TCP. */
    static IpProtocol ip(String protocol) {
        return served(protocol).map(SocketProtocol::ip).orElse(IpProtocol.TCP);
    }

    /** What becomes of the connections of a Listener. */
    static ListenerMode mode(Listener listener) {
        return switch (listener.protocol()) {
            case "TLS" -> passesThrough(listener) ? ListenerMode.PASSTHROUGH : ListenerMode.STREAM;
            case "TCP", "UDP" -> ListenerMode.STREAM;
            default -> ListenerMode.HTTP;
        };
    }

    /** Whether TLS is ended here, for which certificates are needed. */
    static boolean endsTls(Listener listener) {
        return speaksTls(listener) && !passesThrough(listener);
    }

    /** Whether the server name chooses the Listener. */
    static boolean speaksTls(Listener listener) {
        return listener.protocol().equals("HTTPS") || listener.protocol().equals("TLS");
    }

    /** Whether requests are looked at, so that they can be filtered. */
    static boolean speaksHttp(Listener listener) {
        return listener.protocol().equals("HTTP") || listener.protocol().equals("HTTPS");
    }

    /** The kinds of route that a protocol takes; none where it is not served. */
    static List<RouteKind> kinds(String protocol) {
        return switch (protocol) {
            case "HTTP", "HTTPS" -> OF_HTTP;
            case "TLS" -> OF_TLS;
            case "TCP" -> OF_TCP;
            case "UDP" -> OF_UDP;
            default -> List.of();
        };
    }

    private static boolean passesThrough(Listener listener) {
        var tls = listener.tls();
        return tls != null && tls.mode().equals(PASSTHROUGH);
    }

    private static RouteKind kind(Kind<?> kind) {
        return new RouteKind(kind.group(), kind.word());
    }
}
