package dev.sluice.authorize;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcStatus;
import dev.sluice.trace.AttemptTrace;
import dev.sluice.trace.ForwardingTrace;
import dev.sluice.trace.OutboundRequest;
import dev.sluice.upstream.Try;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamOutcome;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import dev.sluice.upstream.UpstreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/**
 * One request being shown to its authorizer. It is asked once more, at another endpoint where there is one, only if it
 * has not seen the request, or closed a kept connection before it answered. Belongs to the event loop of the request.
 */
public final class Check implements CoreSubscriber<UpstreamOutcome> {

    private static final Logger LOG = LoggerFactory.getLogger(Check.class);

    private static final int REPEATS = 2;

    private final Upstream authorizer;
    private final AuthProtocol protocol;
    private final Question question;
    private final Consumer<Verdict> result;
    private @Nullable Subscription exchange;
    private @Nullable Runnable reading;
    private List<Endpoint> failed = List.of();
    private boolean afresh;
    private int repeats;
    private long begun;
    private boolean ended;
    private @Nullable AttemptTrace trace;
    private @Nullable GrpcStatus grpcStatus;

    /**
     * Not begun.
     *
     * @param result called once, perhaps before {@link #begin} returns; not after a cancel
     */
    public Check(Upstream authorizer, AuthProtocol protocol, Question question, Consumer<Verdict> result) {
        this.authorizer = authorizer;
        this.protocol = protocol;
        this.question = question;
        this.result = result;
    }

    /** Asks. */
    public void begin() {
        UpstreamRequest request = protocol.request(question);
        ForwardingTrace all = question.trace();
        begun = System.nanoTime();
        trace = all == null
                ? null
                : all.ask(
                        request.headers(),
                        new OutboundRequest(
                                request.method(), authorizer.scheme(), request.target(), authorizer.id(), repeats));
        authorizer
                .exchange(request, new Try(failed, afresh, null, trace == null ? null : trace::connected))
                .subscribe(this);
    }

    /** The answer is wanted no more. */
    public void cancel() {
        if (!ended) {
            ended = true;
            if (trace != null) {
                trace.superseded();
            }
            if (reading != null) {
                reading.run();
            } else if (exchange != null) {
                exchange.cancel();
            }
        }
    }

    @Override
    public void onSubscribe(Subscription started) {
        exchange = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(UpstreamOutcome outcome) {
        switch (outcome) {
            case Received received when ended -> received.body().discard();
            case Received received -> {
                traced(received);
                authorizer.responded(received.endpoint(), System.nanoTime() - begun);
                reading = protocol.judge(received, question, this::grpcEnded, this::judged);
            }
            case Upgraded upgraded -> {
                upgraded.tunnel().close();
                end(new Verdict.Failed());
            }
            case Failed failure -> {
                if (trace != null) {
                    trace.failed(failure.endpoint(), failure.answer().reason());
                }
                if (mayRepeat(failure)) {
                    repeat(failure);
                } else {
                    end(new Verdict.Failed());
                }
            }
        }
    }

    private void traced(Received received) {
        if (trace != null) {
            trace.received(received.endpoint(), received.status().code(), received.headers());
        }
    }

    private void grpcEnded(GrpcStatus status) {
        grpcStatus = status;
        if (trace != null && !ended) {
            trace.grpcEnded(status);
        }
    }

    /** A call that failed has said so by its status. */
    private void judged(Verdict verdict) {
        if (trace != null && !ended) {
            boolean said = grpcStatus != null && grpcStatus != GrpcStatus.OK;
            if (verdict instanceof Verdict.Failed && !said) {
                trace.failed(null, Answer.EXTERNAL_AUTH_FAILED.reason());
            } else {
                trace.superseded();
            }
        }
        end(verdict);
    }

    private boolean mayRepeat(Failed failure) {
        boolean lost = failure.answer() == Answer.UPSTREAM_CONNECT
                || failure.answer() == Answer.UPSTREAM_TLS
                || failure.answer() == Answer.UPSTREAM_BROKEN;
        return !ended && lost && failure.progress() != Progress.SENT && repeats < REPEATS && hasTime();
    }

    private boolean hasTime() {
        return question.deadline() - System.nanoTime() > 0;
    }

    private void repeat(Failed failure) {
        repeats++;
        afresh |= failure.progress() == Progress.SENT_ON_KEPT;
        if (failure.endpoint() != null) {
            List<Endpoint> more = new ArrayList<>(failed);
            more.add(failure.endpoint());
            failed = more;
        }
        begin();
    }

    /** An upstream reports failures as outcomes: what comes here is a bug. */
    @Override
    public void onError(Throwable bug) {
        LOG.error("{} could not be asked; this is a bug of the gateway", authorizer.id(), bug);
        end(new Verdict.Failed());
    }

    @Override
    public void onComplete() {
        // The outcome has said everything; a repeat may be running already.
    }

    private void end(Verdict verdict) {
        if (!ended) {
            ended = true;
            result.accept(verdict);
        } else if (verdict instanceof Verdict.Denied denied) {
            denied.body().discard();
        }
    }
}
