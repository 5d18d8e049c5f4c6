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
     * What a port speaks, within TLS where it has that; empty for words that are not served, such as
     * {@code example.com/mine}.
     *
     * @param byTls whether a policy asks for TLS, which {@code https} says without a name to verify
     * @param use gRPC is HTTP/2, also where the Service does not say so
     * @param appProtocol null: none given, which is HTTP. Words without a prefix are IANA's service names, which do not
     *     regard case
     */
    static Optional<BackendProtocol> protocol(BackendId.Use use, @Nullable String appProtocol, boolean byTls) {
        String word = appProtocol == null ? "" : appProtocol.toLowerCase(Locale.ROOT);
        return switch (use) {
            case HTTP -> ofHttp(word, byTls);
            case GRPC -> ofGrpc(word, byTls);
            // Whatever the words say: nobody looks at what goes there.
            case STREAM, PASSTHROUGH -> Optional.of(BackendProtocol.STREAM);
            case DATAGRAM -> Optional.of(BackendProtocol.DATAGRAM);
        };
    }

    private static Optional<BackendProtocol> ofGrpc(String word, boolean byTls) {
        return switch (word) {
            case "", "http", "http2", "grpc", "kubernetes.io/h2c" -> Optional.of(BackendProtocol.H2C);
            case "https" -> byTls ? Optional.of(BackendProtocol.H2C) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<BackendProtocol> ofHttp(String word, boolean byTls) {
        return switch (word) {
            case "", "http", "kubernetes.io/ws" -> Optional.of(BackendProtocol.HTTP);
            case "kubernetes.io/h2c" -> Optional.of(BackendProtocol.H2C);
            case "kubernetes.io/wss" -> Optional.of(byTls ? BackendProtocol.HTTP : BackendProtocol.WSS);
            case "https" -> byTls ? Optional.of(BackendProtocol.HTTP) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
