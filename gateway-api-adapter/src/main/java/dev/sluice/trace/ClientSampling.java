package dev.sluice.trace;

/** Whether the sampled flag of a client's {@code traceparent} decides. The client's trace is continued either way. */
public enum ClientSampling {
    /** It does not: the probability decides for every request, so that no client can have its requests recorded. */
    IGNORE,
    /** It does, both ways; the probability decides for requests without a {@code traceparent}. */
    RESPECT
}
