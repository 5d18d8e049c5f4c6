package dev.sluice.config.tracing;

import java.util.Set;

/** An attribute that a policy adds to spans. Source: Attribute of GEP-4768. */
public sealed interface SpanAttribute {

    /** Its key. */
    String name();

    /** Always the same. */
    record Literal(String name, String value) implements SpanAttribute {}

    /**
     * The value of a header of the request as its client sent it; where it has none, of the backend's response. Several
     * fields are one value, joined by a comma. Left out where neither has it.
     *
     * @param header in lower case
     */
    record Header(String name, String header) implements SpanAttribute {}

    /**
     * A value by its key in the dictionary of Gateway API; left out where the span has none. Source: GEP-5253.
     *
     * @param key such as {@code http.request.method}
     */
    record Standard(String name, String key) implements SpanAttribute {

        /** Before the name of a header, in lower case. */
        public static final String REQUEST_HEADER = "http.request.header.";

        /** Before the name of a header, in lower case. */
        public static final String RESPONSE_HEADER = "http.response.header.";

        private static final Set<String> KNOWN = Set.of(
                "http.request.method",
                "http.request.method_original",
                "http.response.status_code",
                "user_agent.original",
                "error.type",
                "url.scheme",
                "url.path",
                "url.query",
                "url.full",
                "client.address",
                "server.address",
                "server.port",
                "network.protocol.name",
                "network.protocol.version",
                "network.transport");

        /** Whether spans can have it. Headers of any name can be had; a fragment of a URL is never sent. */
        public static boolean isKnown(String key) {
            return KNOWN.contains(key) || isHeader(key, REQUEST_HEADER) || isHeader(key, RESPONSE_HEADER);
        }

        private static boolean isHeader(String key, String prefix) {
            return key.length() > prefix.length() && key.startsWith(prefix);
        }
    }
}
