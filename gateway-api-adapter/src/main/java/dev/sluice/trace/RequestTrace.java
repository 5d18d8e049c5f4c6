package dev.sluice.trace;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The trace that one request belongs to, whether it is sampled or not. Belongs to the event loop of the request.
 * Source: W3C Trace Context.
 */
public interface RequestTrace extends ForwardingTrace {

    /** 32 hexadecimal digits in lower case. */
    String traceId();

    /** Id of the span of the request, 16 hexadecimal digits in lower case; null where the request is not sampled. */
    @Nullable
    String spanId();

    /** Adds what the observations of filters need to become children of this request. */
    Context writeTo(Context subscriber);
}
