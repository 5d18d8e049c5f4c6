package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.upstream.BodyFraming;
import dev.sluice.upstream.HopByHop;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamOutcome;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends the request to one of the rule's backends. Response header modifiers are applied to what a backend answered,
 * not to our own errors.
 */
final class Forwarding implements RuleProgram {

    private final List<RequestStep> steps;
    private final WeightedChoice<Share> backends;
    private final List<HeaderOperations> responseHeaders;

    Forwarding(List<RequestStep> steps, WeightedChoice<Share> backends, List<HeaderOperations> responseHeaders) {
        this.steps = steps;
        this.backends = backends;
        this.responseHeaders = responseHeaders;
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
        return upstream.exchange(prepare(request)).map(outcome -> respond(request, upstream, outcome));
    }

    /** Connection headers go first, so that a client cannot have the others removed by naming them there. */
    private UpstreamRequest prepare(ProgramRequest request) {
        BodyFraming framing = BodyFraming.of(request.headers());
        HopByHop.strip(request.headers());
        request.headers().set(HttpHeaderNames.HOST, request.authority());
        ForwardedHeaders.replace(request);
        String path = request.path();
        for (RequestStep step : steps) {
            path = step.apply(request, path);
        }
        String target = request.query() == null ? path : path + "?" + request.query();
        return new UpstreamRequest(
                HttpMethod.valueOf(request.method()), target, request.headers(), framing, request.body());
    }

    private ProgramResponse respond(ProgramRequest request, Upstream upstream, UpstreamOutcome outcome) {
        return switch (outcome) {
            case Failed failed -> ProgramResponse.of(failed.answer(), request.answers());
            case Received received -> {
                responseHeaders.forEach(operations -> operations.apply(received.headers()));
                String backend = upstream.id() + " " + received.endpoint();
                yield new ProgramResponse(received.status(), received.headers(), received.body(), backend, null);
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
