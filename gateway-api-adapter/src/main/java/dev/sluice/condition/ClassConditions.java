package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.SUPPORTED_VERSION;

/** Conditions of a GatewayClass. Source: GatewayClassConditionType. */
public final class ClassConditions {

    private ClassConditions() {}

    /** The class is served. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "Sluice serves the Gateways of this class");
    }

    /** The class asks for settings that cannot be read. Source: GatewayClassSpec.parametersRef. */
    public static Condition invalidParameters(ParametersFault fault) {
        return Condition.fails(ACCEPTED, "InvalidParameters", "spec.parametersRef: " + fault);
    }

    /**
     * Every CRD has a version that is known.
     *
     * @param installed their versions, such as {@code v1.7.0}
     * @param supported such as {@code v1.1 to v1.7}
     */
    public static Condition supportedVersion(String installed, String supported) {
        return Condition.holds(
                SUPPORTED_VERSION,
                "SupportedVersion",
                "Gateway API %s is installed; supported versions: %s".formatted(installed, supported));
    }

    /**
     * A CRD has no version, or one that is not known; the class is served as far as it is understood.
     *
     * @param crd its name
     * @param installed its version; empty: none
     * @param supported such as {@code v1.1 to v1.7}
     */
    public static Condition unsupportedVersion(String crd, String installed, String supported) {
        return Condition.fails(
                SUPPORTED_VERSION,
                "UnsupportedVersion",
                "CRD %s has %s; install a supported version: %s"
                        .formatted(crd, installed.isEmpty() ? "no bundle-version" : "version " + installed, supported));
    }
}
