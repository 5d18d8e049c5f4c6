package dev.sluice.filter.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.answer.Answer;
import dev.sluice.filter.access.Challenge;
import dev.sluice.filter.access.Jwks;
import dev.sluice.message.ResponseBody;
import dev.sluice.program.ProgramResponse;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What browsers get of a login, besides pages of the backend. Nothing of a request is in it, but the target. */
final class LoginAnswers {

    private static final byte[] FAREWELL = "You are logged out.\n".getBytes(US_ASCII);

    private static final Logger LOG = LoggerFactory.getLogger(LoginAnswers.class);

    private LoginAnswers() {}

    /** Sends a browser elsewhere. The address that it came by, which may have a code, is not shown there. */
    static ProgramResponse redirect(String location, List<String> cookies) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.LOCATION, location)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("Referrer-Policy", "no-referrer")
                .add(HttpHeaderNames.SET_COOKIE, cookies);
        return ProgramResponse.ofOurs(
                HttpResponseStatus.FOUND, headers, ResponseBody.of(Unpooled.EMPTY_BUFFER), Answer.LOGIN);
    }

    /** An answer that also takes cookies away. */
    static ProgramResponse refusal(Answer answer, Visit visit, List<String> cookies) {
        ProgramResponse response = ProgramResponse.of(answer, visit.request().answers());
        response.headers().add(HttpHeaderNames.SET_COOKIE, cookies);
        return response;
    }

    /** Where there is no page to send a browser to. */
    static ProgramResponse farewell(Visit visit, List<String> cookies) {
        byte[] text = visit.request().method().equals("HEAD") ? new byte[0] : FAREWELL;
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, FAREWELL.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add(HttpHeaderNames.SET_COOKIE, cookies);
        return ProgramResponse.ofOurs(
                HttpResponseStatus.OK, headers, ResponseBody.of(Unpooled.wrappedBuffer(text)), Answer.LOGIN);
    }

    /** For who cannot be sent to a login page. */
    static ProgramResponse challenge(Answer answer, Visit visit, OidcLoginArguments arguments) {
        return Challenge.answer(
                answer,
                visit.request(),
                "Cookie cookie-name=\"" + arguments.cookie().name() + "\"");
    }

    /** What a failure of the provider means for who logs in. */
    static Answer of(RuntimeException failure) {
        return switch (failure) {
            case Jwks.Unavailable _ -> Answer.AUTHENTICATION_FAILED;
            case RefusedLogin _ -> Answer.LOGIN_FAILED;
            default -> {
                LOG.error("a login failed", failure);
                yield Answer.PROGRAM_FAILED;
            }
        };
    }
}
