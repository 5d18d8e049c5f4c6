package dev.sluice.filter.access;

import dev.sluice.answer.Answer;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import io.netty.handler.codec.http.HttpHeaderNames;

/** Refusals that say what would be accepted. */
public final class Challenge {

    private Challenge() {}

    /** An answer with WWW-Authenticate; a gRPC client reads the status only. Source: RFC 9110, section 11.6.1. */
    public static ProgramResponse answer(Answer answer, ProgramRequest request, String challenge) {
        ProgramResponse response = ProgramResponse.of(answer, request.answers());
        if (!request.answers().isGrpc()) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
        }
        return response;
    }
}
