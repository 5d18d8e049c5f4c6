package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Mono;

/**
 * Stands before a program and answers preflights for it: 204, whether the origin is allowed or not, and no backend is
 * asked. The program's responses are marked last of all, so that neither a backend nor a header modifier of the same
 * rule permits what the policy does not; our own answers are marked too, so that a script can tell 503 from no network.
 */
record CorsProgram(CrossOrigin policy, RuleProgram program) implements RuleProgram {

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        if (isPreflight(request)) {
            return Mono.just(ProgramResponse.ofOurs(
                    HttpResponseStatus.NO_CONTENT,
                    policy.preflight(request.headers()),
                    ResponseBody.of(Unpooled.EMPTY_BUFFER),
                    Answer.CORS_PREFLIGHT));
        }
        // Read now: a request header modifier may change it for the backend.
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        return program.run(request).doOnNext(response -> policy.mark(origin, response.headers()));
    }

    /** Source: Fetch standard, section "CORS-preflight fetch". */
    private static boolean isPreflight(ProgramRequest request) {
        return request.method().equals("OPTIONS")
                && request.headers().contains(HttpHeaderNames.ORIGIN)
                && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }
}
