package dev.sluice.trace.otel;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spans that wait to be sent to one collector, in batches. There is room for as many as OpenTelemetry's own queue
 * takes, which drops further ones without a word; here they are noticed. Any thread.
 */
final class SpanQueue implements SpanProcessor {

    /** Most spans that wait: OpenTelemetry's default. */
    static final int MOST = 2048;

    /** How long a span waits for others. */
    private static final Duration DELAY = Duration.ofSeconds(1);

    private final AtomicInteger waiting = new AtomicInteger();
    private final Runnable dropped;
    private final BatchSpanProcessor batches;

    /**
     * Nothing waits.
     *
     * @param exporter sends batches
     * @param dropped runs for each span for which there is no room
     */
    SpanQueue(SpanExporter exporter, Runnable dropped) {
        this.dropped = dropped;
        this.batches = BatchSpanProcessor.builder(new Leaving(exporter, waiting))
                .setMaxQueueSize(MOST)
                .setScheduleDelay(DELAY)
                .build();
    }

    /** Notes which spans wait no longer. */
    private record Leaving(SpanExporter exporter, AtomicInteger waiting) implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            waiting.addAndGet(-spans.size());
            return exporter.export(spans);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        batches.onStart(parent, span);
    }

    @Override
    public boolean isStartRequired() {
        return batches.isStartRequired();
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            dropped.run();
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }
}
