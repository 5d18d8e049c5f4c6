package dev.sluice.graph.backend;

import dev.sluice.config.backend.BackendProtocol;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the words for application protocols mean to an HTTPRoute. Source: ServicePort.appProtocol, GEP-1911, KEP-3726.
 */
final class AppProtocols {

    private AppProtocols() {}

    /**
     * What a port speaks; empty for words that are not served, such as {@code https} or {@code example.com/mine}.
     *
     * @param appProtocol null: none given, which is HTTP. Words without a prefix are IANA's service names, which do not
     *     regard case
     */
    static Optional<BackendProtocol> protocol(@Nullable String appProtocol) {
        if (appProtocol == null) {
            return Optional.of(BackendProtocol.HTTP);
        }
        return switch (appProtocol.toLowerCase(Locale.ROOT)) {
            case "", "http", "kubernetes.io/ws" -> Optional.of(BackendProtocol.HTTP);
            case "kubernetes.io/h2c" -> Optional.of(BackendProtocol.H2C);
            case "kubernetes.io/wss" -> Optional.of(BackendProtocol.WSS);
            default -> Optional.empty();
        };
    }
}
