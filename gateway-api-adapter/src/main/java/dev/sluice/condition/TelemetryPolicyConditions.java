package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

import java.util.List;

/**
 * Conditions of an XTelemetryPolicy at a Gateway. A policy that is in effect, but cannot be served, leaves its Gateways
 * without traces. Source: PolicyConditionType, TelemetryPolicyConditionResolvedRefs.
 */
public final class TelemetryPolicyConditions {

    private static final String REASON = "Accepted";
    private static final String INVALID = "Invalid";

    private TelemetryPolicyConditions() {}

    /** The policy has an effect. */
    public static Condition accepted() {
        return SharedConditions.policyInEffect();
    }

    /**
     * The policy has an effect, without some attributes.
     *
     * @param keys of attributes that spans cannot have
     */
    public static Condition acceptedWithout(List<String> keys) {
        return Condition.holds(
                ACCEPTED,
                REASON,
                "The policy is in effect without attributes that are not served: %s; use keys of GEP-5253"
                        .formatted(Listed.of(keys)));
    }

    /** The policy leaves all to the application. */
    public static Condition nothingAskedFor() {
        return Condition.holds(
                ACCEPTED, REASON, "The policy changes nothing; for traces set tracing.mode: Enabled, or Disabled");
    }

    /**
     * An older policy has the Gateway.
     *
     * @param other its namespace and name
     */
    public static Condition conflicted(String other) {
        return Condition.fails(
                ACCEPTED, "Conflicted", "The older XTelemetryPolicy %s has this Gateway; delete one".formatted(other));
    }

    /** There is no such Gateway. */
    public static Condition targetNotFound(String gateway) {
        return Condition.fails(
                ACCEPTED,
                "TargetNotFound",
                "Gateway %s does not exist; create it or correct the targetRef".formatted(gateway));
    }

    /** The application cannot trace. */
    public static Condition noLibrary() {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "This application lacks OpenTelemetry; add spring-boot-starter-opentelemetry and opentelemetry-exporter-otlp");
    }

    /**
     * A value that cannot be served.
     *
     * @param field such as {@code tracing.mode}
     */
    public static Condition invalid(String field, String value, String expected) {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "spec.%s: %s (expected: %s); correct it. Until then nothing is traced"
                        .formatted(field, value, expected));
    }

    /** Traces are asked for, and no collector is named. */
    public static Condition providerMissing() {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "spec.tracing.provider is missing; add it, or set mode: Disabled. Until then nothing is traced");
    }

    /** A header of exports that the gateway writes itself. */
    public static Condition headerOfTransport(String name) {
        return Condition.fails(
                ACCEPTED,
                INVALID,
                "spec.tracing.provider.headers: %s is set by the gateway; remove it. Until then nothing is traced"
                        .formatted(name));
    }

    /**
     * A policy with a field of another form than we know, in a newer version of the API.
     *
     * @param field such as {@code spec.tracing}
     */
    public static Condition unreadable(String field, String cause, String remedy) {
        return Condition.fails(
                ACCEPTED, INVALID, "%s: %s; %s. Until then nothing is traced".formatted(field, cause, remedy));
    }

    /** The collector is found. */
    public static Condition resolvedRefs() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "The collector is found");
    }

    /**
     * The collector is not there, or cannot be used.
     *
     * @param cause names the reference, the cause and the remedy
     */
    public static Condition collectorNotFound(String cause) {
        return notResolved("BackendNotFound", cause);
    }

    /** The collector is of a kind that is not served. */
    public static Condition collectorOfOtherKind(String cause) {
        return notResolved("InvalidKind", cause);
    }

    /** The collector is of another namespace, which allows no reference from here. */
    public static Condition collectorNotPermitted(String cause) {
        return notResolved("RefNotPermitted", cause);
    }

    private static Condition notResolved(String reason, String cause) {
        return Condition.fails(RESOLVED_REFS, reason, "%s. Until then nothing is traced".formatted(cause));
    }
}
