package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

import java.util.List;

/** Conditions of a policy at one of its ancestors. Source: PolicyConditionType. */
public final class PolicyConditions {

    private static final String INVALID = "Invalid";

    private PolicyConditions() {}

    /** The policy has an effect. */
    public static Condition accepted() {
        return SharedConditions.policyInEffect();
    }

    /** The policy has an effect, but is written in a form that the API has given up. */
    public static Condition acceptedInOldForm(String version) {
        return Condition.holds(
                ACCEPTED,
                "Accepted",
                "The policy is in effect; %s is an old form: write v1, with targetRefs and validation"
                        .formatted(version));
    }

    /**
     * The policy has an effect on some of its targets.
     *
     * @param others policies that have the other targets
     */
    public static Condition acceptedInPart(List<String> others) {
        return SharedConditions.policyInEffectInPart(others);
    }

    /**
     * Older policies have the targets of this one.
     *
     * @param others their names; at least one
     */
    public static Condition conflicted(List<String> others) {
        return Condition.fails(
                ACCEPTED,
                "Conflicted",
                "Older policies have the same targets: %s; delete one, or set sectionName"
                        .formatted(Listed.of(others)));
    }

    /**
     * A policy asks for what is not supported; without it, connections could be less strict.
     *
     * @param fields their paths; at least one
     */
    public static Condition fieldsNotServed(List<String> fields) {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "Not supported: %s; requests to the targets are answered 500 because ignoring it would be less strict; remove it"
                        .formatted(Listed.of(fields)));
    }

    /** A set of issuers that we do not have. */
    public static Condition wellKnown(String name) {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "wellKnownCACertificates %s is not supported; use System or caCertificateRefs. Requests to the targets are answered 500"
                        .formatted(name));
    }

    /** No reference leads to a certificate of an issuer. */
    public static Condition noIssuer() {
        return Condition.fails(
                ACCEPTED,
                "NoValidCACertificate",
                "No caCertificateRef can be used, see condition ResolvedRefs; requests to the targets are answered 500");
    }

    /** Every reference leads to certificates. */
    public static Condition resolvedRefs() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "Every caCertificateRef is resolved");
    }

    /** A reference that does not. */
    public static Condition issuersNotResolved(TrustFault fault) {
        var reason = switch (fault.kind()) {
            case INVALID_KIND -> "InvalidKind";
            // A policy refers to nothing outside of its namespace.
            case INVALID_REF, NOT_PERMITTED -> "InvalidCACertificateRef";
        };
        return Condition.fails(RESOLVED_REFS, reason, fault.message());
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
