package dev.sluice.trace.otel;

import dev.sluice.config.tracing.SpanSampling;
import dev.sluice.trace.ClientSampling;
import io.opentelemetry.api.trace.SpanContext;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides which requests are sampled. Not by the trace id, which a client may choose.
 *
 * @param ofNew share of the requests for which no client decides, from 0 to 1
 * @param clients whether a client may decide
 * @param ofSampled share of the requests that their client has sampled, where it may decide
 */
record SamplingRule(double ofNew, ClientSampling clients, double ofSampled) {

    /** What a policy asks for; this rule where it says nothing. */
    SamplingRule with(SpanSampling asked) {
        ClientSampling decides = switch (asked.parents()) {
            case BY_DEFAULT -> clients;
            case RESPECT -> ClientSampling.RESPECT;
            case IGNORE -> ClientSampling.IGNORE;
        };
        return new SamplingRule(
                asked.ofNew() == null ? ofNew : asked.ofNew().probability(),
                decides,
                asked.ofSampled().probability());
    }

    /** @param parent not valid where the request begins a trace */
    boolean isSampled(SpanContext parent) {
        boolean clientDecides = clients == ClientSampling.RESPECT && parent.isValid();
        return clientDecides ? parent.isSampled() && falls(ofSampled) : falls(ofNew);
    }

    private static boolean falls(double share) {
        return share > 0 && ThreadLocalRandom.current().nextDouble() < share;
    }
}
