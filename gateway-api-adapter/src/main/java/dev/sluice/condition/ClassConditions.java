package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;

/** Conditions of a GatewayClass. Source: GatewayClassConditionType. */
public final class ClassConditions {

    private ClassConditions() {}

    /** The class is served. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "Sluice serves the Gateways of this class");
    }

    /**
     * The class asks for settings that Sluice does not read.
     *
     * @param parameters kind and name of the object that {@code spec.parametersRef} names
     */
    public static Condition invalidParameters(String parameters) {
        return Condition.fails(
                ACCEPTED,
                "InvalidParameters",
                "spec.parametersRef names %s, which Sluice does not read; remove spec.parametersRef"
                        .formatted(parameters));
    }
}
