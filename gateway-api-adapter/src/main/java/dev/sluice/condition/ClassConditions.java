package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;

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
}
