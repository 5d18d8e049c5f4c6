package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import org.jspecify.annotations.Nullable;

/** No connection could be opened for a stream. */
public final class StreamFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final transient @Nullable Endpoint tried;

    /** @param tried the last endpoint; null: the backend has none */
    StreamFailure(String message, @Nullable Endpoint tried, @Nullable Throwable cause) {
        super(message, cause);
        this.tried = tried;
    }

    /** The endpoint that was tried last; null: the backend has none. */
    public @Nullable Endpoint tried() {
        return tried;
    }
}
