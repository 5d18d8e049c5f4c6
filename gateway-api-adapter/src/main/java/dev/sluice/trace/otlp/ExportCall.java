package dev.sluice.trace.otlp;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcContent;
import dev.sluice.message.GrpcStatus;
import dev.sluice.upstream.Try;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamOutcome;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/**
 * One batch on its way. It is sent once more, to another endpoint where there is one, only if the collector has not
 * seen it, or closed a kept connection before it answered. Belongs to the event loop of its request.
 */
final class ExportCall implements CoreSubscriber<UpstreamOutcome> {

    private static final Logger LOG = LoggerFactory.getLogger(ExportCall.class);

    private static final int REPEATS = 2;

    private final Upstream collector;
    private final UpstreamRequest request;
    private final Consumer<String> result;
    private final List<Endpoint> failed = new ArrayList<>();
    private boolean afresh;
    private int repeats;
    private @Nullable String grpcStatus;

    /** @param result called once, with why it failed; empty where it did not */
    ExportCall(Upstream collector, UpstreamRequest request, Consumer<String> result) {
        this.collector = collector;
        this.request = request;
        this.result = result;
    }

    void begin() {
        collector
                .exchange(request, repeats == 0 ? Try.FIRST : new Try(List.copyOf(failed), afresh))
                .subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription started) {
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(UpstreamOutcome outcome) {
        switch (outcome) {
            case Received received -> received(received);
            case Upgraded upgraded -> {
                upgraded.tunnel().close();
                result.accept("it changed the protocol");
            }
            case Failed failure when mayRepeat(failure) -> repeat(failure);
            case Failed failure -> result.accept(failure.answer().reason());
        }
    }

    private boolean mayRepeat(Failed failure) {
        boolean lost = failure.answer() == Answer.UPSTREAM_CONNECT
                || failure.answer() == Answer.UPSTREAM_TLS
                || failure.answer() == Answer.UPSTREAM_BROKEN;
        return lost
                && failure.progress() != Progress.SENT
                && repeats < REPEATS
                && request.deadline() - System.nanoTime() > 0;
    }

    private void repeat(Failed failure) {
        repeats++;
        afresh |= failure.progress() == Progress.SENT_ON_KEPT;
        if (failure.endpoint() != null) {
            failed.add(failure.endpoint());
        }
        begin();
    }

    private void received(Received received) {
        grpcStatus = received.headers().get(GrpcStatus.HEADER);
        boolean call = GrpcContent.is(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        received.body()
                .content(this::trailers)
                .doOnNext(ByteBuf::release)
                .then()
                .subscribe(
                        _ -> {},
                        _ -> result.accept("its response broke off"),
                        () -> result.accept(judge(received.status().code(), call)));
    }

    private void trailers(HttpHeaders trailers) {
        if (grpcStatus == null) {
            grpcStatus = trailers.get(GrpcStatus.HEADER);
        }
    }

    /** Empty where the batch was taken. */
    private String judge(int status, boolean call) {
        if (status < 200 || status > 299) {
            return "status " + status;
        }
        return !call || "0".equals(grpcStatus) ? "" : "its answer is no success of a gRPC call";
    }

    /** An upstream reports failures as outcomes: what comes here is a bug. */
    @Override
    public void onError(Throwable bug) {
        LOG.error("{} could not be sent spans; this is a bug of the gateway", collector.id(), bug);
        result.accept("a bug of the gateway");
    }

    @Override
    public void onComplete() {
        // The outcome has said everything; a repeat may be running already.
    }
}
