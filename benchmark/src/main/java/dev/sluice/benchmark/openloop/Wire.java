package dev.sluice.benchmark.openloop;

/** A connection that sends the one request of its load again and again. Used by the event loop alone. */
sealed interface Wire permits Http1Wire, Http2Wire {

    /** Sends a request; its answer is told to the {@link Round} with the same moment. */
    void send(long due);
}
