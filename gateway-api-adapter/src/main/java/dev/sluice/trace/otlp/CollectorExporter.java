package dev.sluice.trace.otlp;

import dev.sluice.config.tracing.GatewayTracing.ExportHeader;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.trace.SpanObserver;
import dev.sluice.trace.SpanOutcome;
import dev.sluice.upstream.Upstream;
import io.netty.channel.EventLoop;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends batches of spans to one collector, each by one request. Any thread. */
public final class CollectorExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorExporter.class);

    private final Upstream collector;
    private final ExportFormat format;
    private final SpanObserver observer;
    private volatile boolean failing;

    /**
     * Sends nothing yet.
     *
     * @param headers of each request
     * @param observer is notified what becomes of each batch
     */
    public CollectorExporter(
            Upstream collector, OtlpProtocol protocol, List<ExportHeader> headers, SpanObserver observer) {
        this.collector = collector;
        this.format = new ExportFormat(collector.id(), protocol, headers);
        this.observer = observer;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        byte[] message = encode(spans);
        var result = new CompletableResultCode();
        EventLoop loop = collector.loop();
        var call = new ExportCall(collector, format.request(loop, message), failure -> {
            observer.ended(collector.id(), failure.isEmpty() ? SpanOutcome.SENT : SpanOutcome.FAILED, spans.size());
            ended(failure, result);
        });
        try {
            loop.execute(call::begin);
        } catch (RejectedExecutionException _) {
            // The gateway has ended.
            observer.ended(collector.id(), SpanOutcome.FAILED, spans.size());
            result.fail();
        }
        return result;
    }

    private static byte[] encode(Collection<SpanData> spans) {
        var marshaler = TraceRequestMarshaler.create(spans);
        var octets = new ByteArrayOutputStream(marshaler.getBinarySerializedSize());
        try {
            marshaler.writeBinaryTo(octets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return octets.toByteArray();
    }

    private void ended(String failure, CompletableResultCode result) {
        if (failure.isEmpty()) {
            if (failing) {
                failing = false;
                LOG.info("Collector {} takes spans again", collector.id());
            }
            result.succeed();
        } else {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "Spans for collector {} are dropped: {}; see that it runs and takes OTLP",
                        collector.id(),
                        failure);
            }
            result.fail();
        }
    }

    /** Nothing is kept here. */
    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
