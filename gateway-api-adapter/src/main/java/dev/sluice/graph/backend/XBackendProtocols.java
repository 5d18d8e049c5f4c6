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
     * @param word of a protocol that is served; null: none given
     */
    static Optional<BackendProtocol> protocol(BackendId.Use use, @Nullable String word) {
        if (word == null || word.equals("HTTP")) {
            return Optional.of(
                    switch (use) {
                        case HTTP -> BackendProtocol.HTTP;
                        case GRPC -> BackendProtocol.H2C;
                        case STREAM, PASSTHROUGH -> BackendProtocol.STREAM;
                        case DATAGRAM -> BackendProtocol.DATAGRAM;
                    });
        }
        return switch (word) {
            case "HTTP2", "H2C", "GRPC" -> Optional.of(BackendProtocol.H2C);
            case "HTTP11", "WSS" -> use == BackendId.Use.HTTP ? Optional.of(BackendProtocol.HTTP11) : Optional.empty();
            default -> throw new IllegalArgumentException(word);
        };
    }
}
