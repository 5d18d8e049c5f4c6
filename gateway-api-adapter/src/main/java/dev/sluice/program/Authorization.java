package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.authorize.AuthProtocol;
import dev.sluice.authorize.Check;
import dev.sluice.authorize.Question;
import dev.sluice.authorize.Verdict;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.route.RuleId;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.ContentLength;
import dev.sluice.message.HopByHop;
import dev.sluice.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Runs before a program: asks an authorizer about each request: only what it allows gets to the program. Source:
 * HTTPRouteFilter.externalAuth.
 */
final class Authorization implements RuleProgram {

    private final RuleId rule;
    private final Upstream authorizer;
    private final AuthProtocol protocol;
    private final int maxBody;
    private final List<RequestStep> before;
    private final TimeLimits limits;
    private final long timeout;
    private final ForwardedHeaders forwarded;
    private final ProgramCounters counters;
    private final RuleProgram program;

    /**
     * For one rule.
     *
     * @param before the steps of filters that come before it, whose work it is shown
     * @param timeout of a check, within the time that the rule allows
     */
    Authorization(
            RuleId rule,
            Upstream authorizer,
            ExternalAuthorizer settings,
            List<RequestStep> before,
            TimeLimits limits,
            Duration timeout,
            ForwardedHeaders forwarded,
            ProgramCounters counters,
            RuleProgram program) {
        this.rule = rule;
        this.authorizer = authorizer;
        this.protocol = AuthProtocol.of(settings.protocol(), authority(authorizer));
        this.maxBody = settings.maxBody();
        this.before = List.copyOf(before);
        this.limits = limits;
        this.timeout = timeout.toNanos();
        this.forwarded = forwarded;
        this.counters = counters;
        this.program = program;
    }

    private static String authority(Upstream authorizer) {
        return authorizer.id().name() + "." + authorizer.id().namespace() + ":"
                + authorizer.id().port();
    }

    /** CONNECT asks an authorizer for a tunnel. */
    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        return request.method().equals("CONNECT")
                ? Mono.just(ProgramResponse.of(Answer.METHOD_NOT_SUPPORTED, request.answers()))
                : new AuthorizedDelivery(this, request);
    }

    RuleId rule() {
        return rule;
    }

    TimeLimits limits() {
        return limits;
    }

    ProgramCounters counters() {
        return counters;
    }

    RuleProgram program() {
        return program;
    }

    /** Whether the request's body is shown. */
    boolean wantsBody(ProgramRequest request) {
        return maxBody > 0 && request.body().framing() != BodyFraming.NONE;
    }

    int maxBody() {
        return maxBody;
    }

    /**
     * A check that is not begun.
     *
     * @param body whole, on the heap; empty for none
     * @param deadline of the request
     */
    Check check(ProgramRequest request, ByteBuf body, long deadline, Consumer<Verdict> result) {
        String client = forwarded.client(request.client().peer(), request.headers());
        HttpHeaders shown = request.headers().copy();
        long size = request.body().framing() == BodyFraming.NONE ? 0 : size(request, body);
        HopByHop.stripRequest(shown);
        shown.set(HttpHeaderNames.HOST, request.authority());
        forwarded.apply(shown, request.hop());
        ProgramRequest view = request.shown(shown);
        String path = request.path();
        for (RequestStep step : before) {
            path = step.apply(view, path);
        }
        var question = new Question(
                request.loop(),
                request.method(),
                request.query() == null ? path : path + "?" + request.query(),
                request.scheme(),
                request.protocol(),
                shown,
                body,
                size,
                request.answers().requestId(),
                client,
                request.client(),
                request.trace(),
                TimeLimits.nearer(deadline, TimeLimits.after(timeout)));
        return new Check(authorizer, protocol, question, result);
    }

    private static long size(ProgramRequest request, ByteBuf body) {
        return body.isReadable() ? body.readableBytes() : Math.max(ContentLength.of(request.headers()), -1);
    }
}
