package dev.sluice.route;

import org.springframework.cloud.gateway.filter.GatewayFilter;

/** What became of a filter that a rule names by ExtensionRef. */
sealed interface SpringFilterBinding {

    /** It was made. */
    record Bound(GatewayFilter filter) implements SpringFilterBinding {}

    /**
     * It cannot be made: the rule answers 500.
     *
     * @param message argument, cause and remedy
     */
    record Refused(String message) implements SpringFilterBinding {}
}
