package dev.sluice.program;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
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
            List<String> found = List.of();
            for (String field : request.getAll(HttpHeaderNames.COOKIE)) {
                int start = 0;
                while (start < field.length() && found.size() < MOST) {
                    int end = end(field, start);
                    int value = valueOf(field, start, end);
                    if (value >= 0) {
                        found = found.isEmpty() ? new ArrayList<>(1) : found;
                        found.add(field.substring(value, end).strip());
                    }
                    start = end + 1;
                }
            }
            return found;
        }

        @Override
        public void strip(HttpHeaders request) {
            List<String> fields = request.getAll(HttpHeaderNames.COOKIE);
            if (fields.stream().noneMatch(field -> field.contains(name))) {
                return;
            }
            List<String> kept = fields.stream()
                    .map(this::stripped)
                    .filter(field -> !field.isEmpty())
                    .toList();
            request.remove(HttpHeaderNames.COOKIE);
            request.add(HttpHeaderNames.COOKIE, kept);
        }

        private String stripped(String field) {
            StringBuilder kept = new StringBuilder(field.length());
            int start = 0;
            while (start < field.length()) {
                int end = end(field, start);
                if (valueOf(field, start, end) < 0) {
                    kept.append(kept.isEmpty() ? "" : ";").append(field, start, end);
                }
                start = end + 1;
            }
            return kept.toString().strip();
        }

        private static int end(String field, int start) {
            int end = field.indexOf(';', start);
            return end < 0 ? field.length() : end;
        }

        /** Where the value begins of a pair that has our name; -1 for other pairs. */
        private int valueOf(String field, int start, int end) {
            int from = start;
            while (from < end && field.charAt(from) == ' ') {
                from++;
            }
            int equals = from + name.length();
            boolean ours = equals < end && field.charAt(equals) == '=' && field.startsWith(name, from);
            return ours ? equals + 1 : -1;
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
