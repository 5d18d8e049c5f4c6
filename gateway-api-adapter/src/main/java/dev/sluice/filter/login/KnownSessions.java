package dev.sluice.filter.login;

import dev.sluice.text.LogLine;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions as browsers keep them. Any thread may use it. */
record KnownSessions(LoginCookies cookies, LoginSeal seal, LoginSessions sessions) {

    private static final Logger LOG = LoggerFactory.getLogger(KnownSessions.class);

    /** The session of a request; null where it has none, or one that has ended. */
    LoginSeal.@Nullable Opened of(Visit visit) {
        HttpHeaders headers = visit.request().headers();
        String text = cookies.session(headers, visit.isSecure());
        LoginSeal.Opened opened = text == null ? null : seal.openSession(text);
        return opened == null || !sessions.serves(opened.session()) ? null : opened;
    }

    /** Whether it is to be continued now. */
    boolean isDue(LoginSession session) {
        return sessions.isRenewable(session) && session.isDue(sessions.clock().getAsLong());
    }

    /** Whether what the provider said last still holds. */
    boolean isCurrent(LoginSession session) {
        return sessions.clock().getAsLong() < session.until();
    }

    /** Set-Cookie headers for it; empty where it is too long to be kept. */
    List<String> fields(Visit visit, LoginSession session) {
        String text = seal.seal(session);
        List<String> fields = cookies.ofSession(visit, text, sessions.seconds(session));
        if (fields.isEmpty()) {
            LOG.warn(
                    "a session of client {} has {} characters, which the headers of a request cannot hold: ask for fewer scopes, forward fewer tokens, or raise sluice.listen.max-headers",
                    LogLine.of(sessions.arguments().clientId()),
                    text.length());
        }
        return fields;
    }
}
