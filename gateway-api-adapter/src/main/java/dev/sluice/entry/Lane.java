package dev.sluice.entry;

import java.util.Locale;

/** The way in that the requests of a rule take. Chosen when the rule is compiled; the answers are the same. */
public enum Lane {
    /** The rule's program runs on the request as it came. */
    NATIVE,
    /** The program is the last filter of a Spring Cloud Gateway filter chain. */
    WEBFLUX;

    /** As the actuator shows it: {@code native} or {@code webflux}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
