package dev.sluice.filter.circuit;

import java.util.Locale;

/** Whether a circuit lets requests pass. */
public enum CircuitState {
    /** All pass. */
    CLOSED,
    /** None passes. */
    OPEN,
    /** Some pass, to try the backend. */
    HALF_OPEN;

    /** For metrics, such as {@code half-open}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
