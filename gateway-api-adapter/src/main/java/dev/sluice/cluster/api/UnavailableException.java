package dev.sluice.cluster.api;

import java.time.Duration;

/** The API server is away or too busy: the request may well be answered another time. */
public final class UnavailableException extends RuntimeException {

    private final Duration retryAfter;

    /** Says which request was not answered, and why. */
    public UnavailableException(String message) {
        this(message, Duration.ZERO);
    }

    /**
     * The same, of a server that asks not to be asked again so soon.
     *
     * @param retryAfter 0-60 s
     */
    public UnavailableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** For how long the server asks not to be asked again; zero where it does not. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
