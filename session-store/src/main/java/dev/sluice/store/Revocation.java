package dev.sluice.store;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.SessionId;
import java.time.Instant;
import java.util.List;

/**
 * The order to end sessions that began up to a moment.
 *
 * @param at the moment
 * @param until when all sessions that it can concern have ended, so that it may be forgotten
 */
record Revocation(Subject subject, Instant at, Instant until) {

    /** Which sessions end. */
    sealed interface Subject {

        /**
         * Reads what {@link #text} wrote.
         *
         * @throws IllegalArgumentException for anything else
         */
        static Subject parse(String text) {
            return text.startsWith(OneSession.PREFIX)
                    ? new OneSession(SessionId.parse(text.substring(OneSession.PREFIX.length())))
                    : OfEndpoint.parse(text);
        }

        /** As it is stored. */
        String text();
    }

    /** One session. */
    record OneSession(SessionId id) implements Subject {

        private static final String PREFIX = "session ";

        @Override
        public String text() {
            return PREFIX + id;
        }
    }

    /**
     * All sessions that are pinned to one endpoint of a backend. The pod behind it does not matter: sessions of another
     * pod that gets the address later begin later.
     *
     * @param backend whatever is sent to it, and with whatever client certificate
     */
    record OfEndpoint(BackendId backend, Endpoint endpoint) implements Subject {

        private static final String PREFIX = "endpoint ";
        private static final String X_BACKEND = "XBackend";

        OfEndpoint {
            backend = new BackendId(
                    backend.namespace(), backend.name(), backend.port(), BackendId.Use.HTTP, backend.kind(), null);
            endpoint = new Endpoint(endpoint.host(), endpoint.port());
        }

        /**
         * By names as operators write them.
         *
         * @param backend {@code namespace/name:port} of a Service, {@code XBackend/namespace/name:port} of an XBackend
         * @param endpoint {@code host:port}, an IPv6 address in brackets
         * @throws IllegalArgumentException says what was expected
         */
        static OfEndpoint of(String backend, String endpoint) {
            int colon = backend.lastIndexOf(':');
            List<String> parts =
                    colon < 0 ? List.of() : List.of(backend.substring(0, colon).split("/", -1));
            boolean named =
                    parts.size() == 2 || (parts.size() == 3 && parts.getFirst().equals(X_BACKEND));
            if (!named || parts.contains("")) {
                throw new IllegalArgumentException(
                        "backend: " + backend + " (expected: namespace/name:port, or XBackend/namespace/name:port)");
            }
            var id = new BackendId(
                    parts.get(parts.size() - 2),
                    parts.getLast(),
                    port("backend: " + backend, backend.substring(colon + 1)),
                    BackendId.Use.HTTP,
                    parts.size() == 3 ? X_BACKEND : null,
                    null);
            int last = endpoint.lastIndexOf(':');
            boolean bracketed = endpoint.startsWith("[") && last > 1 && endpoint.charAt(last - 1) == ']';
            if (last < 1 || (!bracketed && endpoint.indexOf(':') < last)) {
                throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: host:port)");
            }
            String host = bracketed ? endpoint.substring(1, last - 1) : endpoint.substring(0, last);
            return new OfEndpoint(id, new Endpoint(host, port("endpoint: " + endpoint, endpoint.substring(last + 1))));
        }

        private static int port(String of, String text) {
            try {
                int port = Integer.parseInt(text);
                if (port >= 1 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException notANumber) {
                // Said below.
            }
            throw new IllegalArgumentException(of + " (expected: a port, 1-65535)");
        }

        private static OfEndpoint parse(String text) {
            int at = text.indexOf('@');
            if (!text.startsWith(PREFIX) || at < 0) {
                throw new IllegalArgumentException("Not a revocation: " + text);
            }
            return of(text.substring(PREFIX.length(), at), text.substring(at + 1));
        }

        @Override
        public String text() {
            return PREFIX + backend + "@" + endpoint;
        }
    }

    /** Of two for the same subject, what both ask for. */
    Revocation and(Revocation other) {
        return new Revocation(
                subject, at.isAfter(other.at) ? at : other.at, until.isAfter(other.until) ? until : other.until);
    }

    /**
     * Reads what {@link #times} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Revocation parse(String subject, String times) {
        int space = times.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("Not the times of a revocation: " + times);
        }
        return new Revocation(
                Subject.parse(subject),
                Instant.ofEpochMilli(Long.parseLong(times, 0, space, 10)),
                Instant.ofEpochMilli(Long.parseLong(times, space + 1, times.length(), 10)));
    }

    /** Both times in milliseconds since 1970. */
    String times() {
        return at.toEpochMilli() + " " + until.toEpochMilli();
    }
}
