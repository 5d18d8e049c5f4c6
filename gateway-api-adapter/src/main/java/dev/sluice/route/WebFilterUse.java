package dev.sluice.route;

/** Whether requests of the data ports run through the WebFilters of the application. */
public enum WebFilterUse {
    /** They guard the application's own port only. */
    IGNORE,
    /** Every request to a Listener runs through all of them first, and so through Spring WebFlux. */
    APPLY
}
