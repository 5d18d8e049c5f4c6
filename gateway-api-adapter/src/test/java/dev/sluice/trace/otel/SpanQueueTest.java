package dev.sluice.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Of spans for a slow collector every one is sent or noticed. */
class SpanQueueTest {

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final CompletableResultCode answer = new CompletableResultCode();

    /** Answers each batch when the test says so. */
    private final class SlowExporter implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            sent.addAndGet(spans.size());
            return answer;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void spanForWhichThereIsNoRoomIsNoticed() {
        int all = 3 * SpanQueue.MOST;
        var provider = SdkTracerProvider.builder()
                .addSpanProcessor(new SpanQueue(new SlowExporter(), dropped::incrementAndGet))
                .build();
        var tracer = provider.get("test");
        for (int i = 0; i < all; i++) {
            tracer.spanBuilder("a span").startSpan().end();
        }
        assertThat(dropped).hasPositiveValue();

        answer.succeed();

        assertThat(provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sent.get() + dropped.get()).isEqualTo(all));
        tracer.spanBuilder("there is room again").startSpan().end();
        assertThat(provider.shutdown().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(sent.get() + dropped.get()).isEqualTo(all + 1);
    }
}
