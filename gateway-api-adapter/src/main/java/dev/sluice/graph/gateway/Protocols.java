package dev.sluice.graph.gateway;

import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Kinds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which protocols are served and which kinds of route each takes. Source: ProtocolType. */
final class Protocols {

    private static final List<RouteKind> HTTP_KINDS = Stream.of(Kinds.HTTP_ROUTE, Kinds.GRPC_ROUTE)
            .map(kind -> new RouteKind(kind.group(), kind.word()))
            .toList();

    private Protocols() {}

    /** The protocol of a Listener; empty where it is not served. */
    static Optional<SocketProtocol> served(String protocol) {
        return switch (protocol) {
            case "HTTP" -> Optional.of(SocketProtocol.HTTP);
            case "HTTPS" -> Optional.of(SocketProtocol.TLS);
            default -> Optional.empty();
        };
    }

    /** Whether the protocol takes a port of TCP, where it meets all others but UDP. */
    static boolean isOverTcp(String protocol) {
        return !protocol.equals("UDP");
    }

    /** The kinds of route that a protocol takes; none where it is not served. */
    static List<RouteKind> kinds(String protocol) {
        return served(protocol).isPresent() ? HTTP_KINDS : List.of();
    }
}
