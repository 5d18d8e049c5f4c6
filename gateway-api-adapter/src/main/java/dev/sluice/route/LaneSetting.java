package dev.sluice.route;

/** Which ways in may be used: {@code sluice.lane}. */
public enum LaneSetting {
    /** The native one for every rule that runs nothing of Spring's, the other for the rest. */
    AUTO,
    /** The native one alone: rules that would run something of Spring's are refused. */
    NATIVE,
    /** The way through Spring WebFlux for every rule. */
    WEBFLUX
}
