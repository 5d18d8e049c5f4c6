package dev.sluice.trace;

import dev.sluice.config.backend.BackendId;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The trace that one request belongs to, whether it is sampled or not. Belongs to the event loop of the request.
 * Source: W3C Trace Context.
 */
public interface RequestTrace {

    /** 32 hexadecimal digits in lower case. */
    String traceId();

    /** Id of the span of the request, 16 hexadecimal digits in lower case; null where the request is not sampled. */
    @Nullable
    String spanId();

    /** Sets {@code traceparent} and {@code tracestate}, so that the receiver continues this trace below the request. */
    void writeTo(HttpHeaders headers);

    /**
     * An attempt to reach a backend begins. Where the headers still name this request as the parent, they then name the
     * attempt; a filter that removed or replaced {@code traceparent} is respected.
     *
     * @param headers that the backend gets
     * @param target that the backend gets, with its query
     * @param resends attempts before this one
     * @return null where the request is not sampled
     */
    @Nullable
    AttemptTrace attempt(HttpHeaders headers, HttpMethod method, String target, BackendId backend, int resends);

    /** Adds what the observations of filters need to become children of this request. */
    Context writeTo(Context subscriber);
}
