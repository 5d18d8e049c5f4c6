package dev.sluice.program;

import dev.sluice.message.BodyFraming;
import dev.sluice.message.Drain;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.Try;
import dev.sluice.upstream.UpstreamOutcome;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * A copy of one request on its way to a mirror. It is sent once, to one endpoint, and what becomes of it is counted and
 * else nobody's business: its response is read and thrown away. Belongs to the event loop of the request.
 */
final class MirrorCopy implements CoreSubscriber<UpstreamOutcome> {

    private final Mirroring mirroring;
    private final HttpMethod method;
    private final String target;
    private final HttpHeaders headers;
    private final Supplier<HttpHeaders> trailers;
    private @Nullable MirrorBody body;
    private @Nullable Subscription exchange;
    private boolean ended;

    MirrorCopy(
            Mirroring mirroring,
            HttpMethod method,
            String target,
            HttpHeaders headers,
            Supplier<HttpHeaders> trailers) {
        this.mirroring = mirroring;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.trailers = trailers;
    }

    /**
     * Sends the copies.
     *
     * @param body of the request
     * @param awaited whether the client sends the body only when it is asked to
     * @param deadline of the request, which no mirror outlives; {@link TimeLimits#NONE} for none
     * @return the request's body, which from now on takes the copies along; null where it has none
     */
    static @Nullable SharedBody begin(
            List<MirrorCopy> copies, ProgramRequest request, RequestBody body, boolean awaited, long deadline) {
        copies.forEach(copy -> copy.send(request, deadline));
        return body.framing() == BodyFraming.NONE ? null : new SharedBody(body.content(), copies, awaited);
    }

    private void send(ProgramRequest request, long deadline) {
        mirroring.counters().mirrorBegun();
        RequestBody sent = RequestBody.NONE;
        if (request.body().framing() != BodyFraming.NONE) {
            MirrorBody waiting = new MirrorBody(mirroring.settings().mirrorBuffer());
            body = waiting;
            sent = new RequestBody(request.body().framing(), waiting.content(), trailers);
        }
        long own = TimeLimits.after(mirroring.settings().mirrorTimeout().toNanos());
        mirroring
                .upstream()
                .exchange(
                        new UpstreamRequest(
                                request.loop(),
                                method,
                                target,
                                headers,
                                sent,
                                null,
                                InterimReceiver.NONE,
                                TimeLimits.nearer(deadline, own)),
                        Try.FIRST)
                .subscribe(this);
    }

    /** Whether more of the body is wanted. */
    boolean takesBody() {
        return body != null && !body.isComplete();
    }

    void take(ByteBuf part) {
        if (body != null && !body.offer(part)) {
            mirroring.counters().mirrorDropped();
            cancel();
        }
    }

    void bodyEnded() {
        if (body != null) {
            body.complete();
        }
    }

    /** The request is answered. A body of which nothing was read by then will not come. */
    void requestAnswered() {
        if (body != null && !body.isBegun()) {
            cancel();
        }
    }

    void cancelIncomplete() {
        if (body != null && !body.isComplete()) {
            cancel();
        }
    }

    /** Without effect once a response is here and the body is complete. */
    void cancel() {
        if (exchange != null && !ended) {
            exchange.cancel();
        }
        ended = true;
        letBodyGo();
    }

    @Override
    public void onSubscribe(Subscription started) {
        exchange = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(UpstreamOutcome outcome) {
        ended = true;
        switch (outcome) {
            case Received received -> Drain.start(received.body());
            case Upgraded upgraded -> upgraded.tunnel().close();
            case Failed _ -> {
                mirroring.counters().mirrorFailed();
                letBodyGo();
            }
        }
    }

    @Override
    public void onError(Throwable bug) {
        mirroring.counters().mirrorFailed();
        letBodyGo();
    }

    @Override
    public void onComplete() {
        // The outcome has said everything.
    }

    private void letBodyGo() {
        if (body != null) {
            body.letGo();
        }
    }
}
