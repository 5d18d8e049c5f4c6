package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.authorize.Check;
import dev.sluice.authorize.Permit;
import dev.sluice.authorize.Verdict;
import dev.sluice.message.ContentLength;
import dev.sluice.message.GrpcStatus;
import dev.sluice.message.RequestBody;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/** One request on its way past its authorizer: its body where that is shown, the check, then the program. */
final class AuthorizedDelivery extends PendingResponse {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorizedDelivery.class);

    private final Authorization rule;
    private final ProgramRequest request;
    private long deadline;
    private @Nullable GatheredBody gathered;
    private @Nullable Future<?> patience;
    private @Nullable Check check;
    private @Nullable Disposable delivery;

    AuthorizedDelivery(Authorization rule, ProgramRequest request) {
        super(request.loop());
        this.rule = rule;
        this.request = request;
    }

    @Override
    void begin() {
        guarded(() -> {
            deadline = rule.limits().ofRequest(request.headers());
            if (rule.wantsBody(request)) {
                gather();
            } else {
                ask(Unpooled.EMPTY_BUFFER);
            }
        });
    }

    /** A client that is slow with its body has no more time than the rule gives it. */
    private void gather() {
        long length = ContentLength.of(request.headers());
        if (length > rule.maxBody()) {
            refuse(Answer.BODY_TOO_LARGE);
            return;
        }
        var body = new GatheredBody(request.body(), length, rule.maxBody(), this::gathered);
        gathered = body;
        if (deadline != TimeLimits.NONE) {
            patience = loop().schedule(this::lateBody, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        body.begin();
    }

    private void lateBody() {
        if (isRunning() && gathered != null) {
            gathered.cancel();
            refuse(Answer.REQUEST_TIMEOUT);
        }
    }

    private void gathered(@Nullable Answer problem) {
        endPatience();
        if (!isRunning() || gathered == null) {
            return;
        }
        if (problem == null) {
            ByteBuf whole = gathered.whole();
            guarded(() -> ask(whole));
        } else {
            refuse(problem);
        }
    }

    private void endPatience() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }

    private void ask(ByteBuf body) {
        Check asked = rule.check(request, body, deadline, this::decided);
        check = asked;
        asked.begin();
    }

    private void decided(Verdict verdict) {
        guarded(() -> {
            switch (verdict) {
                case Verdict.Allowed(var permit) -> {
                    rule.counters().allow();
                    deliver(permit);
                }
                case Verdict.Denied denied -> {
                    rule.counters().deny();
                    end(denial(denied));
                }
                case Verdict.Failed _ -> {
                    rule.counters().leaveUndecided();
                    refuse(TimeLimits.passes(deadline, 0) ? Answer.REQUEST_TIMEOUT : Answer.EXTERNAL_AUTH_FAILED);
                }
            }
        });
    }

    private void deliver(Permit permit) {
        RequestBody body = gathered == null ? request.body() : gathered.again();
        delivery = rule.program()
                .run(request.granted(new Granted(permit, deadline), body))
                .subscribe(response -> answer(permit, response), this::failed);
    }

    private void answer(Permit permit, ProgramResponse response) {
        permit.applyToResponse(response.headers());
        end(response);
    }

    /** A gRPC client reads no page: it gets the status that the response stands for. */
    private ProgramResponse denial(Verdict.Denied denied) {
        String reason = Answer.EXTERNAL_AUTH_DENIED.reason();
        if (!request.answers().isGrpc()) {
            return ProgramResponse.ofOurs(denied.status(), denied.headers(), denied.body(), reason);
        }
        denied.body().discard();
        HttpHeaders headers = Answer.EXTERNAL_AUTH_DENIED
                .callTrailers(GrpcStatus.ofHttp(denied.status().code()))
                .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
        return ProgramResponse.ofOurs(HttpResponseStatus.OK, headers, ResponseBody.of(Unpooled.EMPTY_BUFFER), reason);
    }

    private void refuse(Answer answer) {
        end(ProgramResponse.of(answer, request.answers()));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            failed(bug);
        }
    }

    private void failed(Throwable bug) {
        LOG.error("{} failed; this is a bug of the gateway", rule.rule(), bug);
        if (isRunning()) {
            refuse(Answer.PROGRAM_FAILED);
        }
    }

    @Override
    void giveUp() {
        endPatience();
        if (gathered != null) {
            gathered.cancel();
        }
        if (check != null) {
            check.cancel();
        }
        if (delivery != null) {
            delivery.dispose();
        }
    }
}
