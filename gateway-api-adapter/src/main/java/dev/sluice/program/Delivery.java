package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.Drain;
import dev.sluice.message.RequestBody;
import dev.sluice.program.Forwarding.Pace;
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
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/**
 * One request on its way to one backend: its tries, their deadlines, its mirrors. One object for all of it, and where
 * the first try is answered, the only one beside what the upstream makes.
 *
 * <p>All limits of time are the upstream's to keep; here each try is told its deadline. A tunnel has none: {@code
 * timeouts} end with the 101.
 */
final class Delivery extends PendingResponse implements CoreSubscriber<UpstreamOutcome> {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private static final long FINAL = -1;

    private final Forwarding program;
    private final ProgramRequest request;
    private final HttpMethod method;
    private final String target;
    private final List<MirrorCopy> mirrors;
    private final boolean awaited;
    private @Nullable SharedBody shared;
    private RequestBody body;
    private @Nullable Replay replay;
    private long deadline;

    private @Nullable Subscription exchange;
    private @Nullable Future<?> backoff;
    private int repeats;
    private List<Endpoint> failedEndpoints = List.of();
    private boolean afresh;
    private @Nullable Answer refusal;
    private @Nullable AttemptTrace attempt;
    private long begun;

    /**
     * @param body of the request, whose trailers are judged
     * @param mirrors not begun
     * @param awaited whether the client sends the body only when it is asked to
     */
    Delivery(
            Forwarding program,
            ProgramRequest request,
            RequestBody body,
            HttpMethod method,
            String target,
            List<MirrorCopy> mirrors,
            boolean awaited) {
        super(request.loop());
        this.program = program;
        this.request = request;
        this.method = method;
        this.target = target;
        this.mirrors = mirrors;
        this.awaited = awaited;
        this.body = body;
    }

    @Override
    void begin() {
        Pace pace = program.pace();
        Granted granted = request.granted();
        deadline = granted == null ? pace.limits().ofRequest(request.headers()) : granted.deadline();
        pace.budget().begin();
        if (!mirrors.isEmpty()) {
            SharedBody mirrored = MirrorCopy.begin(mirrors, request, body, awaited, deadline);
            shared = mirrored;
            body = mirrored == null ? body : new RequestBody(body.framing(), mirrored, body.trailers());
        }
        boolean canTurnBack = program.upstream().canTurnBack();
        if (body.framing() != BodyFraming.NONE && pace.retry().mayResendBody(method, canTurnBack)) {
            replay = new Replay(body.content(), pace.settings().replayLimit());
            body = new RequestBody(body.framing(), replay, body.trailers());
        }
        send();
    }

    private void send() {
        backoff = null;
        if (!isRunning()) {
            return;
        }
        begun = System.nanoTime();
        ForwardingTrace trace = request.trace();
        if (trace != null) {
            Upstream upstream = program.upstream();
            attempt = trace.attempt(
                    request.headers(), new OutboundRequest(method, upstream.scheme(), target, upstream.id(), repeats));
        }
        UpstreamRequest asked = new UpstreamRequest(
                loop(),
                method,
                target,
                request.headers(),
                body,
                request.upgrade(),
                request.interim(),
                program.pace().limits().ofTry(deadline));
        program.upstream().exchange(asked, which()).subscribe(this);
    }

    private Try which() {
        Pinned pinned = request.pinned();
        Endpoint preferred = pinned == null ? null : pinned.endpoint();
        if (repeats == 0 && preferred == null && attempt == null) {
            return Try.FIRST;
        }
        return new Try(failedEndpoints, afresh, preferred, attempt == null ? null : attempt::connected);
    }

    @Override
    public void onSubscribe(Subscription started) {
        exchange = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(UpstreamOutcome outcome) {
        if (!isRunning()) {
            discard(outcome);
            return;
        }
        try {
            report(outcome);
            long wait = repeats < program.pace().retry().attempts() ? waitBeforeRepeat(outcome) : FINAL;
            if (wait != FINAL) {
                repeat(outcome, wait);
            } else if (shared != null && outcome instanceof Failed) {
                shared.readOn(() -> concludeUnlessGone(outcome));
            } else {
                conclude(respond(outcome));
            }
        } catch (RuntimeException bug) {
            onError(bug);
        }
    }

    private void report(UpstreamOutcome outcome) {
        int status = switch (outcome) {
            case Received received -> received.status().code();
            case Upgraded _ -> HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            case Failed _ -> 0;
        };
        long nanos = System.nanoTime() - begun;
        program.pace().attempts().attempted(program.upstream().id(), status, nanos);
        Endpoint responding = respondingEndpoint(outcome);
        if (responding != null) {
            program.upstream().responded(responding, nanos);
        }
        if (attempt != null) {
            switch (outcome) {
                case Received received -> attempt.received(received.endpoint(), status, received.headers());
                case Upgraded upgraded -> attempt.received(upgraded.endpoint(), status, upgraded.headers());
                case Failed failed ->
                    attempt.failed(failed.endpoint(), failed.answer().reason());
            }
        }
    }

    private static @Nullable Endpoint respondingEndpoint(UpstreamOutcome outcome) {
        return switch (outcome) {
            case Received received -> received.endpoint();
            case Upgraded upgraded -> upgraded.endpoint();
            case Failed _ -> null;
        };
    }

    private void concludeUnlessGone(UpstreamOutcome failed) {
        if (isRunning()) {
            conclude(respond(failed));
        }
    }

    /** An upstream tells failures as outcomes: what comes here is a bug. */
    @Override
    public void onError(Throwable bug) {
        LOG.error("{} failed; this is a bug of the gateway", program.rule(), bug);
        if (isRunning()) {
            conclude(ProgramResponse.of(Answer.PROGRAM_FAILED, request.answers()));
        }
    }

    @Override
    public void onComplete() {
        // The outcome has said everything; a repeat may be running already.
    }

    /** Nanoseconds, or {@link #FINAL}. Asks the budget last, for it takes a place there. */
    private long waitBeforeRepeat(UpstreamOutcome outcome) {
        RetryPolicy retry = program.pace().retry();
        boolean wanted = switch (outcome) {
            case Received received -> retry.names(received.status().code()) && canResendBody();
            case Failed failed -> retry.repeats(failed, method) && (RetryPolicy.isUnbegun(failed) || canResendBody());
            case Upgraded _ -> false;
        };
        long wait = wanted ? retry.delay(repeats + 1) : FINAL;
        return wanted && !TimeLimits.passes(deadline, wait) && hasBudget() ? wait : FINAL;
    }

    private boolean canResendBody() {
        return body.framing() == BodyFraming.NONE || (replay != null && replay.isWhole());
    }

    private boolean hasBudget() {
        Pace pace = program.pace();
        if (pace.budget().take(repeats > 0)) {
            return true;
        }
        refusal = pace.budget().refusal();
        if (refusal == null) {
            pace.counters().retryRefused();
        } else {
            pace.counters().retryOverBudget();
        }
        return false;
    }

    private void repeat(UpstreamOutcome outcome, long wait) {
        repeats++;
        program.pace().counters().repeated();
        if (attempt != null) {
            attempt.superseded();
        }
        switch (outcome) {
            case Received received -> {
                avoid(received.endpoint());
                Drain.start(received.body());
            }
            case Failed failed -> {
                boolean stays = !afresh && isPinned(failed.endpoint()) && isOfConnection(failed);
                if (!stays) {
                    avoid(failed.endpoint());
                }
                afresh |= stays || failed.progress() == Progress.SENT_ON_KEPT;
            }
            case Upgraded _ -> throw new IllegalStateException("An upgrade is final");
        }
        if (wait == 0) {
            send();
        } else {
            backoff = loop().schedule(this::send, wait, TimeUnit.NANOSECONDS);
        }
    }

    private boolean isPinned(@Nullable Endpoint endpoint) {
        Pinned pinned = request.pinned();
        return endpoint != null && pinned != null && endpoint.equals(pinned.endpoint());
    }

    /** Whether only the connection failed, which is no reason for a session to leave its endpoint. */
    private static boolean isOfConnection(Failed failed) {
        return failed.answer() == Answer.UPSTREAM_BROKEN && failed.progress() != Progress.SENT;
    }

    private void avoid(@Nullable Endpoint endpoint) {
        if (endpoint != null && !failedEndpoints.contains(endpoint)) {
            List<Endpoint> more = new ArrayList<>(failedEndpoints);
            more.add(endpoint);
            failedEndpoints = more;
        }
    }

    private ProgramResponse respond(UpstreamOutcome outcome) {
        if (refusal != null) {
            if (outcome instanceof Received received) {
                Drain.start(received.body());
            }
            return ProgramResponse.of(refusal, request.answers());
        }
        return switch (outcome) {
            case Received received -> program.respond(received, request);
            case Upgraded upgraded -> program.respond(upgraded, request);
            case Failed failed -> ProgramResponse.of(answer(failed), request.answers());
        };
    }

    /**
     * Which of the two limits a request ran into tells the route's author which one to change. Whatever fails after the
     * deadline of the request failed by it: a gRPC backend keeps the same deadline, and may reset before we do.
     */
    private Answer answer(Failed failed) {
        return TimeLimits.passes(deadline, 0) ? Answer.REQUEST_TIMEOUT : failed.answer();
    }

    private void conclude(ProgramResponse response) {
        release();
        end(response);
    }

    @Override
    void giveUp() {
        if (backoff != null) {
            backoff.cancel(false);
        }
        if (exchange != null) {
            exchange.cancel();
        }
        mirrors.forEach(MirrorCopy::cancel);
        release();
    }

    private void release() {
        program.pace().budget().end(repeats > 0);
        if (replay != null) {
            replay.settle();
        }
        if (shared != null) {
            shared.settle();
        }
        if (!mirrors.isEmpty()) {
            mirrors.forEach(MirrorCopy::requestAnswered);
        }
    }

    private static void discard(UpstreamOutcome outcome) {
        switch (outcome) {
            case Received received -> received.body().discard();
            case Upgraded upgraded -> upgraded.tunnel().close();
            case Failed _ -> {}
        }
    }
}
