package dev.sluice.graph.backend;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the words for protocols of XBackends mean to routes. Source: BackendProtocol, GEP-4894. */
final class XBackendProtocols {

    private XBackendProtocols() {}

    /**
     * What is spoken, within TLS where there is that; empty where the route needs another.
     *
     * @param use gRPC is HTTP/2, also where nothing says so
     * @param word of a protocol that is served; null: none given, so the route decides
     */
    static Optional<BackendProtocol> protocol(BackendId.Use use, @Nullable String word) {
        return switch (use) {
            case HTTP -> ofHttp(word == null ? "HTTP" : word);
            case GRPC -> ofGrpc(word == null ? "GRPC" : word);
            case STREAM, PASSTHROUGH ->
                word == null || word.equals("TCP") ? Optional.of(BackendProtocol.STREAM) : Optional.empty();
            case DATAGRAM -> word == null ? Optional.of(BackendProtocol.DATAGRAM) : Optional.empty();
        };
    }

    /** What a route needs, for whom it is not there. */
    static String needed(BackendId.Use use) {
        return switch (use) {
            case HTTP -> "an HTTPRoute needs protocol HTTP, HTTP11, HTTP2, H2C, GRPC or WSS";
            case GRPC -> "a GRPCRoute needs protocol GRPC, HTTP, HTTP2 or H2C";
            case STREAM, PASSTHROUGH -> "a TCPRoute or TLSRoute needs protocol TCP, or none";
            case DATAGRAM -> "a UDPRoute needs one without protocol";
        };
    }

    private static Optional<BackendProtocol> ofHttp(String word) {
        return switch (word) {
            case "HTTP" -> Optional.of(BackendProtocol.HTTP);
            case "HTTP11", "WSS" -> Optional.of(BackendProtocol.HTTP11);
            case "HTTP2", "H2C", "GRPC" -> Optional.of(BackendProtocol.H2C);
            case "TCP" -> Optional.empty();
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static Optional<BackendProtocol> ofGrpc(String word) {
        return switch (word) {
            case "HTTP", "HTTP2", "H2C", "GRPC" -> Optional.of(BackendProtocol.H2C);
            case "HTTP11", "WSS", "TCP" -> Optional.empty();
            default -> throw new IllegalArgumentException(word);
        };
    }
}
