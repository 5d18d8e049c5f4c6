package dev.sluice.condition;

/**
 * One entry of a status' conditions, without generation and time. Source: metav1.Condition.
 *
 * @param reason CamelCase; the specification's word wherever it has one
 * @param message subject, cause and remedy in plain English; cut off after 32,768 characters, because an API server
 *     refuses a whole status with a longer one
 */
public record Condition(Type type, Status status, String reason, String message) {

    /** MaxLength of metav1.Condition.message, in code points. */
    private static final int LONGEST_MESSAGE = 32_768;

    private static final String CUT = "…";

    public Condition {
        if (message.length() > LONGEST_MESSAGE && message.codePointCount(0, message.length()) > LONGEST_MESSAGE) {
            message = message.substring(0, message.offsetByCodePoints(0, LONGEST_MESSAGE - CUT.length())) + CUT;
        }
    }

    /** Types that we write, in the order in which a status lists them. */
    public enum Type {
        /** The object can be used. */
        ACCEPTED("Accepted"),
        /** The installed version of Gateway API is one that we know. */
        SUPPORTED_VERSION("SupportedVersion"),
        /** A Listener cannot be distinguished from another of its Gateway. */
        CONFLICTED("Conflicted"),
        /** Every reference of the object leads somewhere. */
        RESOLVED_REFS("ResolvedRefs"),
        /**
         * A client that keeps its TLS connection could meet another Listener than the one it asked for; only ever True.
         */
        OVERLAPPING_TLS_CONFIG("OverlappingTLSConfig"),
        /** Clients without a valid certificate are served where certificates are asked for; only ever True. */
        INSECURE_FRONTEND_VALIDATION_MODE("InsecureFrontendValidationMode"),
        /** Part of a route is not served; only ever True. */
        PARTIALLY_INVALID("PartiallyInvalid"),
        /** Requests meet the object now. */
        PROGRAMMED("Programmed"),
        /** Requests from every node of the mesh meet the route now; of ours, for a route at a Service. */
        PROGRAMMED_IN_MESH("sluice.dev/Programmed");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** The specification's word. */
        public String word() {
            return word;
        }
    }

    /** Whether a condition holds. */
    public enum Status {
        TRUE("True"),
        FALSE("False"),
        /** Nobody looked: see the message. Only where a configuration is judged and not served. */
        UNKNOWN("Unknown");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** The API server's word. */
        public String word() {
            return word;
        }
    }

    /** Whether the condition's status is True. */
    public boolean holds() {
        return status == Status.TRUE;
    }

    static Condition holds(Type type, String reason, String message) {
        return new Condition(type, Status.TRUE, reason, message);
    }

    /** Whether the condition's status is False. */
    public boolean isBroken() {
        return status == Status.FALSE;
    }

    static Condition unknown(Type type, String reason, String message) {
        return new Condition(type, Status.UNKNOWN, reason, message);
    }

    static Condition fails(Type type, String reason, String message) {
        return new Condition(type, Status.FALSE, reason, message);
    }
}
