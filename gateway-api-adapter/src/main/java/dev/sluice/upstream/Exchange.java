package dev.sluice.upstream;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.balance.Member;
import dev.sluice.balance.Outcome;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.ContentLength;
import dev.sluice.message.HopByHop;
import dev.sluice.message.Tunnel;
import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/**
 * One try to send a request, from the choice of an endpoint to the end of the response's body. Lives on the event loop
 * of its request; what comes from other threads hops there.
 */
final class Exchange implements Subscription, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final AtomicIntegerFieldUpdater<Exchange> STARTED =
            AtomicIntegerFieldUpdater.newUpdater(Exchange.class, "started");

    /** Interim responses to one request. */
    private static final int MAX_INTERIM = 16;

    /** How far it is. */
    private enum Phase {
        NEW,
        /** For a connection that is taken by others. */
        WAITING,
        CONNECTING,
        /** On a connection, until the head of the response. */
        SENT,
        /** The outcome is known; the body of the response is on its way. */
        ANSWERED,
        OVER
    }

    private final Upstream upstream;
    private final UpstreamRequest request;
    private final Try which;
    private final CoreSubscriber<? super UpstreamOutcome> client;
    private final Clock clock = new Clock();

    private volatile int started;
    private volatile boolean cancelled;

    private Phase phase = Phase.NEW;
    private @Nullable Member member;
    private int ticket;
    private @Nullable LoopPool pool;
    private @Nullable Carrier carrier;
    private @Nullable Upload upload;
    private @Nullable Relay relay;
    private boolean claimed;
    private int interims;
    private int status;

    Exchange(Upstream upstream, UpstreamRequest request, Try which, CoreSubscriber<? super UpstreamOutcome> client) {
        this.upstream = upstream;
        this.request = request;
        this.which = which;
        this.client = client;
    }

    UpstreamRequest request() {
        return request;
    }

    /** Whether it must not use a kept connection. */
    boolean afresh() {
        return which.afresh();
    }

    /** Whether nobody waits for it any more. */
    boolean over() {
        return phase == Phase.OVER;
    }

    @Override
    public void request(long count) {
        if (STARTED.compareAndSet(this, 0, 1)) {
            onLoop(this);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        onLoop(this::abandon);
    }

    /** Runs a task on the event loop: now, where this is it. */
    void onLoop(Runnable task) {
        if (request.loop().inEventLoop()) {
            task.run();
        } else {
            later(task);
        }
    }

    /** Runs a task on the event loop, after what it runs now. */
    void later(Runnable task) {
        try {
            request.loop().execute(task);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("{}: the gateway stops", upstream.id(), stopping);
        }
    }

    /** Begins. */
    @Override
    public void run() {
        if (phase == Phase.OVER) {
            return;
        }
        if (isOverdue()) {
            breakOff(Answer.UPSTREAM_TIMEOUT, Outcome.CANCELLED, null);
            return;
        }
        if (request.body().framing() == BodyFraming.LENGTH && ContentLength.of(request.headers()) < 0) {
            // The edge has judged what the client wrote, so a filter has changed it.
            breakOff(Answer.FILTER_FAILED, Outcome.CANCELLED, null);
            return;
        }
        Member chosen = upstream.choose(which);
        if (chosen == null) {
            breakOff(Answer.NO_ENDPOINT, Outcome.CANCELLED, null);
            return;
        }
        member = chosen;
        ticket = chosen.started();
        upstream.pool(chosen.endpoint())
                .on(request.loop(), request.upgrade() != null)
                .acquire(this);
    }

    /** Which pool is to give it a connection. */
    void from(LoopPool giving) {
        pool = giving;
    }

    /** All connections are taken. */
    void waiting(long atMost) {
        phase = Phase.WAITING;
        arm(atMost);
    }

    /** Too many wait already. */
    void refused() {
        breakOff(Answer.UPSTREAM_FULL, Outcome.CANCELLED, null);
    }

    /** A connection is being opened for it, which has a time limit of its own. */
    void connecting() {
        phase = Phase.CONNECTING;
        arm(0);
    }

    void connectFailed(Throwable cause) {
        TlsFailure failure = cause instanceof TlsException tls ? tls.failure() : TlsFailure.refusal(cause);
        if (failure == null) {
            breakOff(Answer.UPSTREAM_CONNECT, Outcome.CONNECT_FAILED, cause);
        } else {
            tlsFailed(failure, cause);
        }
    }

    private void tlsFailed(TlsFailure failure, Throwable cause) {
        upstream.troubles().failed(endpoint(), failure);
        breakOff(Answer.UPSTREAM_TLS, Outcome.CONNECT_FAILED, cause);
    }

    /** A connection is there: sends the request on it. */
    void use(Carrier ready) {
        phase = Phase.SENT;
        carrier = ready;
        if (which.watch() != null) {
            which.watch().connected(ready.kept());
        }
        ready.writeHead(request);
        if (request.body().framing() == BodyFraming.NONE) {
            requestEnded();
        } else if (phase == Phase.SENT) {
            arm(0);
            upload = new Upload(this, ready);
            upload.start();
        }
    }

    /** All of the request is written: from now on the response can be late. */
    void requestEnded() {
        upload = null;
        if (phase == Phase.SENT) {
            arm(request.deadline() == UpstreamRequest.DEFAULT ? pool().responseNanos() : 0);
        }
    }

    /** The client's body broke off, or was not what its head said. */
    void requestBroke(Throwable cause) {
        breakOff(RequestFault.answerTo(cause), Outcome.CANCELLED, cause);
    }

    /** The backend takes no more of the request; what it answered before may still come. */
    void writeFailed() {
        if (upload != null) {
            upload.stop();
            requestEnded();
        }
    }

    /** The carrier takes more of the request, perhaps. */
    void writable() {
        if (upload != null) {
            upload.resume();
        }
    }

    /** A response that is not the last; 100 is not passed on, since the edge answers it. */
    void interim(HttpResponseStatus interim, HttpHeaders headers) {
        if (++interims > MAX_INTERIM) {
            broke(new ProtocolException("interim responses without end"));
        } else if (!interim.equals(HttpResponseStatus.CONTINUE)) {
            HopByHop.strip(headers);
            request.interim().interim(interim, headers);
        }
    }

    /** The head of the response is here. */
    void received(HttpResponseStatus received, HttpHeaders headers) {
        Relay body = new Relay(this, Objects.requireNonNull(carrier));
        relay = body;
        answered(received);
        emit(new Received(received, headers, body, endpoint()));
    }

    /** The backend changed the protocol. The tunnel may be open for as long as it likes. */
    void upgraded(HttpHeaders headers, Tunnel tunnel) {
        answered(HttpResponseStatus.SWITCHING_PROTOCOLS);
        clock.cancel();
        emit(new Upgraded(headers, tunnel, endpoint()));
    }

    private void answered(HttpResponseStatus received) {
        phase = Phase.ANSWERED;
        upstream.troubles().good(endpoint());
        status = received.code();
        arm(0);
        if (member != null && status < HttpResponseStatus.INTERNAL_SERVER_ERROR.code()) {
            member.answering(ticket);
        }
    }

    private void emit(UpstreamOutcome outcome) {
        if (cancelled) {
            giveUp(Outcome.CANCELLED);
        } else {
            client.onNext(outcome);
            client.onComplete();
        }
    }

    /** Somebody cares for the body or the tunnel, and will say when it is not wanted any more. */
    void claim() {
        if (claimed) {
            throw new IllegalStateException("The response is used already");
        }
        claimed = true;
    }

    void part(ByteBuf part) {
        if (relay == null) {
            part.release();
        } else {
            relay.part(part);
        }
    }

    /** What one read brought is told. Reads on where more is wished for. */
    void batchRead() {
        if (relay != null) {
            relay.batchRead();
        } else if (phase == Phase.SENT) {
            Objects.requireNonNull(carrier).read();
        }
    }

    /** How long a tunnel may be without an octet. */
    Duration tunnelIdle() {
        return upstream.settings().tunnelIdle();
    }

    TimerWheel wheel() {
        return pool().wheel();
    }

    /** The response is complete, or the tunnel closed. What is left of the request is not sent. */
    void ended(HttpHeaders trailers) {
        if (phase == Phase.OVER) {
            return;
        }
        boolean failing = status >= HttpResponseStatus.INTERNAL_SERVER_ERROR.code();
        finish(failing ? Outcome.SERVER_ERROR : Outcome.ANSWERED);
        if (relay != null) {
            relay.ended(trailers);
        }
    }

    /** The connection broke, or what came is not HTTP. */
    void broke(Throwable cause) {
        TlsFailure refusal = phase == Phase.SENT && !isUsed() ? TlsFailure.refusal(cause) : null;
        if (refusal != null) {
            // By TLS 1.3 the backend judges a client's certificate when requests are on their way.
            tlsFailed(refusal, cause);
            return;
        }
        boolean refused = phase == Phase.SENT && Objects.requireNonNull(carrier).unprocessed();
        breakOff(Answer.UPSTREAM_BROKEN, refused ? Outcome.CANCELLED : Outcome.BROKEN, cause);
    }

    /** The client cancelled. What it has claimed it ends by other means. */
    private void abandon() {
        if (!claimed) {
            giveUp(Outcome.CANCELLED);
            if (relay != null) {
                relay.cancel();
            }
        }
    }

    /** Ends it unhappily, wherever it is. */
    private void breakOff(Answer answer, Outcome outcome, @Nullable Throwable cause) {
        if (phase == Phase.OVER) {
            return;
        }
        LOG.debug("{} at {}: {}", upstream.id(), member, answer, cause);
        boolean hadOutcome = phase == Phase.ANSWERED;
        Progress progress = phase == Phase.SENT ? progress(answer) : Progress.NOT_SENT;
        giveUp(outcome);
        if (!hadOutcome) {
            emit(new Failed(answer, progress, member == null ? null : endpoint()));
        } else if (relay != null) {
            relay.broke(cause == null ? new TimeoutException("The response is late") : cause);
        }
    }

    /** Whether an octet came from the backend's side of the connection, for this exchange or before. */
    private boolean isUsed() {
        Carrier used = Objects.requireNonNull(carrier);
        return used.kept() || used.answering();
    }

    private Progress progress(Answer answer) {
        Carrier used = Objects.requireNonNull(carrier);
        if (used.unprocessed()) {
            return Progress.NOT_SENT;
        }
        boolean closedByBackend = answer == Answer.UPSTREAM_BROKEN && used.kept() && !used.answering();
        return closedByBackend ? Progress.SENT_ON_KEPT : Progress.SENT;
    }

    /** Ends it, and what it has in hand with it. */
    void giveUp(Outcome outcome) {
        boolean waited = phase == Phase.WAITING;
        if (phase != Phase.OVER) {
            finish(outcome);
            if (waited) {
                pool().forget(this);
            } else if (carrier != null) {
                carrier.close();
            }
        }
    }

    private void finish(Outcome outcome) {
        phase = Phase.OVER;
        clock.cancel();
        if (upload != null) {
            upload.stop();
            upload = null;
        }
        if (member != null) {
            member.ended(ticket, outcome);
        }
    }

    private LoopPool pool() {
        return Objects.requireNonNull(pool);
    }

    private Endpoint endpoint() {
        return Objects.requireNonNull(member).endpoint();
    }

    /**
     * Sets the clock to the nearer of the request's deadline and what limits this phase.
     *
     * @param limit in nanoseconds; 0 for none
     */
    private void arm(long limit) {
        boolean timed = request.hasDeadline();
        if (limit == 0 && !timed) {
            clock.cancel();
            return;
        }
        long left = timed ? request.deadline() - System.nanoTime() : Long.MAX_VALUE;
        wheel().schedule(clock, limit == 0 ? left : Math.min(left, limit));
    }

    private boolean isOverdue() {
        return request.hasDeadline() && System.nanoTime() - request.deadline() >= 0;
    }

    private void late() {
        Answer answer = phase == Phase.WAITING && !isOverdue() ? Answer.UPSTREAM_FULL : Answer.UPSTREAM_TIMEOUT;
        boolean backendIsSlow = switch (phase) {
            case NEW, WAITING, OVER -> false;
            case CONNECTING -> true;
            case SENT -> upload == null;
            case ANSWERED -> relay != null && relay.hungry();
        };
        breakOff(answer, backendIsSlow ? Outcome.TIMED_OUT : Outcome.CANCELLED, null);
    }

    private final class Clock extends Deadline {

        @Override
        protected void expire() {
            late();
        }
    }
}
