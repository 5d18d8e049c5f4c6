package dev.sluice.program;

import dev.sluice.message.CookiePairs;
import dev.sluice.message.CookiePairs.Names;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** Where clients keep the tokens of sessions. Source: SessionPersistenceType, GEP-1619. */
sealed interface TokenCarrier {

    /** Tokens that are looked at in one request, so that a client cannot have us try hundreds. */
    int MOST = 4;

    /** What it is known by, for a token is of no use under another name. */
    String binding();

    /** What a request shows under the name, in order; at most {@link #MOST}. */
    List<String> shown(HttpHeaders request);

    /** Takes what is ours out of a request, and leaves the rest as it is. */
    void strip(HttpHeaders request);

    /**
     * Gives the client a token.
     *
     * @param seconds until it is of no use any more; -1: not known
     * @param secure whether the client speaks TLS
     */
    void issue(HttpHeaders response, String token, long seconds, boolean secure);

    /**
     * A cookie. Source: RFC 6265.
     *
     * @param permanent whether it outlives the browser
     */
    record Cookie(String name, String path, boolean permanent) implements TokenCarrier {

        @Override
        public String binding() {
            return "cookie " + name;
        }

        @Override
        public List<String> shown(HttpHeaders request) {
            return CookiePairs.values(request, Names.only(name), MOST);
        }

        @Override
        public void strip(HttpHeaders request) {
            CookiePairs.strip(request, Names.only(name));
        }

        /** The first of all, for clients exist that look at no other. */
        @Override
        public void issue(HttpHeaders response, String token, long seconds, boolean secure) {
            StringBuilder cookie = new StringBuilder(name).append('=').append(token);
            cookie.append("; Path=").append(path);
            if (permanent && seconds >= 0) {
                cookie.append("; Max-Age=").append(seconds);
            }
            cookie.append("; HttpOnly");
            if (secure) {
                cookie.append("; Secure");
            }
            cookie.append("; SameSite=Strict");
            List<String> ofBackend = response.getAll(HttpHeaderNames.SET_COOKIE);
            response.set(HttpHeaderNames.SET_COOKIE, cookie.toString());
            response.add(HttpHeaderNames.SET_COOKIE, ofBackend);
        }
    }

    /** A header that clients repeat. */
    record Header(String name) implements TokenCarrier {

        @Override
        public String binding() {
            return "header " + name;
        }

        @Override
        public List<String> shown(HttpHeaders request) {
            List<String> values = request.getAll(name);
            return values.size() <= MOST ? values : values.subList(0, MOST);
        }

        @Override
        public void strip(HttpHeaders request) {
            request.remove(name);
        }

        @Override
        public void issue(HttpHeaders response, String token, long seconds, boolean secure) {
            response.set(name, token);
        }
    }
}
