package dev.sluice.filter.traffic;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.ContentLength;
import dev.sluice.message.RequestBody;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses requests with a larger body: at once where its length is known, otherwise when more has come. The body is not
 * kept. Source: RFC 9110, section 15.5.14.
 */
public final class RequestSize implements FilterKind<RequestSizeArguments> {

    @Override
    public String name() {
        return "RequestSize";
    }

    @Override
    public String meaning() {
        return "refuses requests with a larger body";
    }

    @Override
    public Class<RequestSizeArguments> arguments() {
        return RequestSizeArguments.class;
    }

    @Override
    public RequestFilter make(RequestSizeArguments arguments, References references) {
        long limit = arguments.limit();
        return program -> request -> {
            if (request.body().framing() == BodyFraming.NONE) {
                return program.run(request);
            }
            return ContentLength.of(request.headers()) > limit
                    ? Mono.just(ProgramResponse.of(Answer.BODY_TOO_LARGE, request.answers()))
                    : program.run(counted(request, limit));
        };
    }

    private static ProgramRequest counted(ProgramRequest request, long limit) {
        RequestBody body = request.body();
        Flux<ByteBuf> content = Flux.defer(() -> {
            long[] left = {limit};
            return body.content().doOnNext(part -> {
                left[0] -= part.readableBytes();
                if (left[0] < 0) {
                    part.release();
                    throw new RequestFault(Answer.BODY_TOO_LARGE);
                }
            });
        });
        return request.with(new RequestBody(body.framing(), content, body.trailers()));
    }
}
