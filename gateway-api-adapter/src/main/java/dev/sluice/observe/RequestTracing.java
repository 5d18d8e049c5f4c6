package dev.sluice.observe;

import dev.sluice.trace.RequestTrace;
import io.netty.handler.codec.http.HttpHeaders;

/** Gives requests their traces. Without an object of this kind, tracing is off. Any thread. */
public interface RequestTracing {

    /**
     * Begins the trace of a request, or continues the client's.
     *
     * @param headers as the client sent them; not changed
     * @param scheme {@code http} or {@code https}
     */
    RequestTrace begin(HttpHeaders headers, String scheme);

    /** Ends the trace of each request around what another observer does with it, which may ask for the trace. */
    RequestObserver around(RequestObserver observer);
}
