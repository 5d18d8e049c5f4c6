package dev.sluice.condition;

/**
 * Why a rule, or one of its backendRefs, cannot be served; requests that it takes are answered 500.
 *
 * @param rule such as {@code rules[1]} or {@code rules[1].backendRefs[0]}; of a route that cannot be read the field
 * @param reason a reason of condition Accepted
 * @param message names the field, the cause and the remedy
 */
public record RuleFault(String rule, String reason, String message) {

    /** Of a route for which the gateway has no memory: Gateway API has no word for it. */
    public static final String NO_MEMORY = "InsufficientMemory";

    private static final String UNSUPPORTED = "UnsupportedValue";

    /** A field that has no effect yet. */
    public static RuleFault fieldNotServed(String rule, String field) {
        return new RuleFault(rule, UNSUPPORTED, "%s is not supported yet; remove it".formatted(field));
    }

    /** A rule after one that takes everything. Source: TCPRouteSpec.rules, which in v1 has one. */
    public static RuleFault neverReached(String rule) {
        return new RuleFault(
                rule, UNSUPPORTED, "rules[0] takes everything, so no other is reached; make it a route of its own");
    }

    /** A field of another form than we know, in a newer version of the API. */
    public static RuleFault unreadable(String field, String cause, String remedy) {
        return new RuleFault(field, UNSUPPORTED, "%s; %s".formatted(cause, remedy));
    }

    /** Nothing is wrong with the route: the gateway has no room for it. */
    public static RuleFault noMemory(String field, String cause, String remedy) {
        return new RuleFault(field, NO_MEMORY, "%s; %s".formatted(cause, remedy));
    }

    /** A value that no header can have. Not every version of the CRD refuses it. Source: RFC 9110, section 5.5. */
    public static RuleFault invalidHeaderValue(String rule, String header) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "the value of header %s has other characters than visible ASCII, blanks and tabs; remove them"
                        .formatted(header));
    }

    /** A type of filter that is not served yet. */
    public static RuleFault filterNotServed(String rule, String type) {
        return new RuleFault(rule, UNSUPPORTED, "filter %s is not supported yet; remove it".formatted(type));
    }

    /**
     * A filter inside a backendRef that runs before a backend is chosen: one of Spring Cloud Gateway's, or
     * ExternalAuth, which the API has for rules only.
     */
    public static RuleFault onlyForRules(String backendRef, String type) {
        return new RuleFault(
                backendRef,
                UNSUPPORTED,
                "filter %s is supported only for whole rules; move it to the rule".formatted(type));
    }

    /** A prefix for the paths of an authorizer that another server could read in another way. */
    public static RuleFault authPath(String rule, String path) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "filter ExternalAuth: http.path '%s' has an empty segment or a dot segment; use a path such as /check"
                        .formatted(path));
    }

    /** A name that no header can have, which CRDs allow in a list of ExternalAuth. Source: RFC 9110, section 5.1. */
    public static RuleFault authHeader(String rule, String header) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "filter ExternalAuth: '%s' is not a header name; use a name such as x-user-id".formatted(header));
    }

    /** An entry of HTTPCORSFilter.allowOrigins that no Origin header can equal. */
    public static RuleFault invalidOrigin(String rule, String origin) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "CORS allowOrigins '%s' is not an origin; use the form https://shop.example.com".formatted(origin));
    }

    /** A pattern that is no RE2 expression. */
    public static RuleFault invalidPattern(String rule, String field, String pattern, String cause) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "%s '%s' is not a valid RE2 expression (%s); correct it".formatted(field, pattern, cause));
    }

    /** A pattern whose repetitions make too large a program. */
    public static RuleFault patternTooLarge(String rule, String field, String pattern) {
        return new RuleFault(
                rule, UNSUPPORTED, "%s '%s' is too large; use smaller repetition counts".formatted(field, pattern));
    }

    /** An extensionRef of a kind that is not ours. */
    public static RuleFault extensionKind(String rule, String kind) {
        return new RuleFault(
                rule, UNSUPPORTED, "extensionRef has kind %s; use SpringFilter of group sluice.dev".formatted(kind));
    }

    /** An extensionRef that names nothing. */
    public static RuleFault extensionNotFound(String rule, String springFilter) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "SpringFilter %s does not exist; create it in the route's namespace".formatted(springFilter));
    }

    /**
     * A SpringFilter that cannot be used.
     *
     * @param cause as its own status says it
     */
    public static RuleFault extensionUnusable(String rule, String springFilter, String cause) {
        return new RuleFault(rule, UNSUPPORTED, "SpringFilter %s: %s".formatted(springFilter, cause));
    }

    /**
     * A route that could not be judged.
     *
     * @param cause what went wrong
     */
    public static RuleFault bug(String cause) {
        return new RuleFault("spec", UNSUPPORTED, "could not be checked: %s; report it, with the log".formatted(cause));
    }

    /** A sessionPersistence that cannot be served: without it, one client would reach several endpoints. */
    public static RuleFault session(String rule, SessionFault fault) {
        return new RuleFault(rule, UNSUPPORTED, fault.message());
    }

    /** Two filters that exclude each other. */
    public static RuleFault incompatible(String rule, String first, String second) {
        return new RuleFault(
                rule, "IncompatibleFilters", "%s and %s cannot be combined; keep one of them".formatted(first, second));
    }

    /** A filter that may be there once. */
    public static RuleFault repeated(String rule, String type) {
        return new RuleFault(
                rule, "IncompatibleFilters", "filter %s appears more than once; combine the two".formatted(type));
    }

    /** A prefix to replace, where none was matched. */
    public static RuleFault prefixWithoutPrefixMatch(String rule, String field) {
        return new RuleFault(
                rule,
                UNSUPPORTED,
                "%s replaces a prefix, but not every match of the rule is a PathPrefix; use ReplaceFullPath"
                        .formatted(field));
    }

    /** Rule, cause and remedy. */
    @Override
    public String toString() {
        return rule + ": " + message;
    }
}
