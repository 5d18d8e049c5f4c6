package dev.sluice.graph.backend;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the words for application protocols mean to routes. Source: ServicePort.appProtocol, GEP-1911, KEP-3726.
 */
final class AppProtocols {

    private AppProtocols() {}

    /**
     * What a port speaks; empty for words that are not served, such as {@code https} or {@code example.com/mine}.
     *
     * @param use gRPC is HTTP/2, also where the Service does not say so
     * @param appProtocol null: none given, which is HTTP. Words without a prefix are IANA's service names, which do not
     *     regard case
     */
    static Optional<BackendProtocol> protocol(BackendId.Use use, @Nullable String appProtocol) {
        String word = appProtocol == null ? "" : appProtocol.toLowerCase(Locale.ROOT);
        return switch (use) {
            case HTTP -> ofHttp(word);
            case GRPC -> ofGrpc(word);
        };
    }

    private static Optional<BackendProtocol> ofGrpc(String word) {
        return switch (word) {
            case "", "http", "http2", "grpc", "kubernetes.io/h2c" -> Optional.of(BackendProtocol.H2C);
            default -> Optional.empty();
        };
    }

    private static Optional<BackendProtocol> ofHttp(String word) {
        return switch (word) {
            case "", "http", "kubernetes.io/ws" -> Optional.of(BackendProtocol.HTTP);
            case "kubernetes.io/h2c" -> Optional.of(BackendProtocol.H2C);
            case "kubernetes.io/wss" -> Optional.of(BackendProtocol.WSS);
            default -> Optional.empty();
        };
    }
}
