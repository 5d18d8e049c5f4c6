package dev.sluice.balance;

/** What one request tells about the endpoint that it was sent to. */
public enum Outcome {
    /** The head of a response with a status below 500 came, and nothing of the response was missing. */
    ANSWERED,
    /** A response with a status of 500 or above. */
    SERVER_ERROR,
    /** No connection: refused, unreachable, no handshake, or not in time. Nothing was sent. */
    CONNECT_FAILED,
    /** The connection broke, or what came was not HTTP, before the end of the response. */
    BROKEN,
    /** The response did not come in time. */
    TIMED_OUT,
    /** Nothing is known: the client went away, or the request was never sent, as where a pool is full. */
    CANCELLED
}
