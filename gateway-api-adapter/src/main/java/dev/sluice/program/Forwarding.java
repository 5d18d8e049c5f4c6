package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.Via;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.HopByHop;
import dev.sluice.message.ResponseBody;
import dev.sluice.upstream.Try;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamOutcome;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends the request to one of the rule's backends. Response header modifiers are applied to what a backend answered,
 * not to our own errors.
 */
final class Forwarding implements RuleProgram {

    /** Source: RFC 9110, section 9.2.2. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);

    private final List<RequestStep> steps;
    private final WeightedChoice<Share> backends;
    private final List<HeaderOperations> responseHeaders;
    private final ForwardedHeaders forwarded;

    Forwarding(
            List<RequestStep> steps,
            WeightedChoice<Share> backends,
            List<HeaderOperations> responseHeaders,
            ForwardedHeaders forwarded) {
        this.steps = steps;
        this.backends = backends;
        this.responseHeaders = responseHeaders;
        this.forwarded = forwarded;
    }

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        Share share = backends.choose();
        if (share == null) {
            return answer(Answer.NO_BACKEND, request);
        }
        if (share.upstream == null) {
            return answer(Answer.BACKEND_UNRESOLVED, request);
        }
        if (request.method().equals("CONNECT")) {
            return answer(Answer.METHOD_NOT_SUPPORTED, request);
        }
        Upstream upstream = share.upstream;
        UpstreamRequest prepared = prepare(request);
        return upstream.exchange(prepared, Try.FIRST)
                .flatMap(outcome -> outcome instanceof Failed failed && mayRepeat(prepared, failed)
                        ? upstream.exchange(prepared, next(failed))
                        : Mono.just(outcome))
                .map(outcome -> respond(request, upstream, outcome));
    }

    /**
     * Either nothing of the request was written, or a kept connection was closed by the backend while an idempotent
     * request without a body was on its way.
     */
    private static boolean mayRepeat(UpstreamRequest request, Failed failed) {
        return switch (failed.progress()) {
            case NOT_SENT -> failed.answer() == Answer.UPSTREAM_CONNECT;
            case SENT_ON_KEPT -> request.body().framing() == BodyFraming.NONE && IDEMPOTENT.contains(request.method());
            case SENT -> false;
        };
    }

    private static Try next(Failed failed) {
        List<Endpoint> avoid = failed.endpoint() == null ? List.of() : List.of(failed.endpoint());
        return new Try(avoid, failed.progress() == Progress.SENT_ON_KEPT);
    }

    /** Connection headers go first, so that a client cannot have the others removed by naming them there. */
    private UpstreamRequest prepare(ProgramRequest request) {
        HopByHop.strip(request.headers());
        request.headers().set(HttpHeaderNames.HOST, request.authority());
        forwarded.apply(request.headers(), request.hop());
        Via.add(request.headers(), request.protocol());
        String path = request.path();
        for (RequestStep step : steps) {
            path = step.apply(request, path);
        }
        String target = request.query() == null ? path : path + "?" + request.query();
        return new UpstreamRequest(
                request.loop(),
                HttpMethod.valueOf(request.method()),
                target,
                request.headers(),
                request.body(),
                request.upgrade(),
                request.interim(),
                0);
    }

    private ProgramResponse respond(ProgramRequest request, Upstream upstream, UpstreamOutcome outcome) {
        return switch (outcome) {
            case Failed failed -> ProgramResponse.of(failed.answer(), request.answers());
            case Received received -> {
                responseHeaders.forEach(operations -> operations.apply(received.headers()));
                String backend = upstream.id() + " " + received.endpoint();
                yield new ProgramResponse(received.status(), received.headers(), received.body(), backend, null, null);
            }
            case Upgraded upgraded -> {
                responseHeaders.forEach(operations -> operations.apply(upgraded.headers()));
                String backend = upstream.id() + " " + upgraded.endpoint();
                yield new ProgramResponse(
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        upgraded.headers(),
                        ResponseBody.of(Unpooled.EMPTY_BUFFER),
                        backend,
                        null,
                        upgraded.tunnel());
            }
        };
    }

    private static Mono<ProgramResponse> answer(Answer answer, ProgramRequest request) {
        return Mono.just(ProgramResponse.of(answer, request.answers()));
    }

    /**
     * The part of the requests that one backendRef takes.
     *
     * @param upstream null where the backendRef leads nowhere
     */
    record Share(int weight, @Nullable Upstream upstream) {}
}
