package dev.sluice.cluster.api;

/** The API server is away or too busy: the request may well be answered another time. */
public final class UnavailableException extends RuntimeException {

    /** Says which request was not answered, and why. */
    public UnavailableException(String message) {
        super(message);
    }
}
