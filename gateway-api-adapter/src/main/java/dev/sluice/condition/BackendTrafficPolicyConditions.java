package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;

import java.util.List;

/**
 * Conditions of a BackendLBPolicy or XBackendTrafficPolicy at one of its ancestors. One that is not accepted has no
 * effect on its targets. Source: PolicyConditionType.
 */
public final class BackendTrafficPolicyConditions {

    private static final String REASON = "Accepted";
    private static final String INVALID = "Invalid";

    private BackendTrafficPolicyConditions() {}

    /** The policy has an effect. */
    public static Condition accepted() {
        return SharedConditions.policyInEffect();
    }

    /** The policy has an effect, but other implementations may not find its targets. */
    public static Condition acceptedLoosely(List<String> targets) {
        return Condition.holds(
                ACCEPTED,
                REASON,
                "The policy is in effect; %s is taken for a Service: write group: \"\" and kind: Service"
                        .formatted(Listed.of(targets)));
    }

    /**
     * The policy has an effect on some of its targets.
     *
     * @param others policies that have the other targets
     */
    public static Condition acceptedInPart(List<String> others) {
        return SharedConditions.policyInEffectInPart(others);
    }

    /** The policy has neither a sessionPersistence nor a retryConstraint. */
    public static Condition nothingAskedFor() {
        return Condition.holds(
                ACCEPTED, REASON, "The policy asks for nothing; add sessionPersistence or retryConstraint");
    }

    /**
     * Older policies have the targets of this one.
     *
     * @param others their kinds and names; at least one
     */
    public static Condition conflicted(List<String> others) {
        return Condition.fails(
                ACCEPTED,
                "Conflicted",
                "Older policies have the same targets: %s; delete one".formatted(Listed.of(others)));
    }

    /** What the policy asks for cannot be done. */
    public static Condition invalid(SessionFault fault) {
        return Condition.fails(
                ACCEPTED, INVALID, "spec.%s. Until then the policy has no effect".formatted(fault.message()));
    }

    /**
     * A limit of retries is out of the range that v1.7 allows: another version of the CRD let the value be stored.
     *
     * @param field such as {@code retryConstraint.budget.percent}
     * @param expected such as {@code 0-100}
     */
    public static Condition outOfRange(String field, String value, String expected) {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "spec.%s: %s (expected: %s); correct it. Until then the policy has no effect"
                        .formatted(field, value, expected));
    }

    /**
     * A policy with a field of another form than we know, in a newer version of the API.
     *
     * @param field such as {@code spec.sessionPersistence}
     */
    public static Condition unreadable(String field, String cause, String remedy) {
        return Condition.fails(
                ACCEPTED, INVALID, "%s: %s; %s. Until then the policy has no effect".formatted(field, cause, remedy));
    }
}
