package dev.sluice.graph.backend;

import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/** By our annotation a Service, or ServiceImport, says how it learns who a client is. It counts for streams only. */
final class ProxyProtocols {

    static final String ANNOTATION = "sluice.dev/proxy-protocol";

    private ProxyProtocols() {}

    /** What a backend wants. */
    sealed interface Wish {

        /**
         * Something that is served.
         *
         * @param protocol null: nothing is wanted
         */
        record Known(@Nullable ProxyProtocol protocol) implements Wish {}

        /** Something that is not served. */
        record Unknown(String word) implements Wish {}
    }

    static Wish of(Use use, PortedBackend backend) {
        return switch (use) {
            case HTTP, GRPC, DATAGRAM -> new Wish.Known(null);
            case STREAM, PASSTHROUGH -> of(backend.annotations().get(ANNOTATION));
        };
    }

    private static Wish of(@Nullable String word) {
        return switch (word) {
            case null -> new Wish.Known(null);
            case "v2" -> new Wish.Known(ProxyProtocol.V2);
            default -> new Wish.Unknown(word);
        };
    }
}
