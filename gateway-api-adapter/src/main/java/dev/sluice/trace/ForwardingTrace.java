package dev.sluice.trace;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What is noted of a request while it is forwarded to backends. Belongs to the event loop of the request. */
public interface ForwardingTrace {

    /** Sets {@code traceparent} and {@code tracestate}, so that the receiver continues this trace below the request. */
    void writeTo(HttpHeaders headers);

    /**
     * An attempt to reach a backend begins. Where the headers still name this request as the parent, they then name the
     * attempt; a filter that removed or replaced {@code traceparent} is respected.
     *
     * @param headers that the backend gets
     * @return null where the attempt is not noted
     */
    @Nullable
    AttemptTrace attempt(HttpHeaders headers, OutboundRequest request);

    /**
     * A request of our own begins that this one waits for, such as one to an authorizer. The headers then name it as
     * the parent; where it is not noted, they name this request.
     *
     * @param headers that are sent
     * @return null where it is not noted
     */
    @Nullable
    AttemptTrace ask(HttpHeaders headers, OutboundRequest request);
}
