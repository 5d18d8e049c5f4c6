package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;

/** Conditions of a policy at one of its ancestors. Source: PolicyConditionType. */
public final class PolicyConditions {

    private static final String INVALID = "Invalid";

    private PolicyConditions() {}

    /** A kind of policy that is not served yet, and whose targets must not be used without it. */
    public static Condition notServed(String kind) {
        return Condition.fails(
                ACCEPTED, INVALID, "%s is not supported yet; requests to its targets are answered 500".formatted(kind));
    }

    /**
     * A policy with a field of another form than we know, in a newer version of the API.
     *
     * @param field such as {@code spec.validation}
     */
    public static Condition unreadable(String field, String cause, String remedy) {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "%s: %s; %s. Requests to its targets are answered 500".formatted(field, cause, remedy));
    }
}
