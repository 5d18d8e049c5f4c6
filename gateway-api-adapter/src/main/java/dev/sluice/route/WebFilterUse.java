package dev.sluice.route;

/**
 * Whether requests of the data ports run through the WebFilters of the application: {@code sluice.listen.web-filters}.
 */
public enum WebFilterUse {
    /**
     * They do where the application has a WebFilter besides those of Spring that only measure or read forms. So Spring
     * Security guards Listeners as it guards the application's own port.
     */
    AUTO,
    /** The Listeners are open: WebFilters guard the application's own port only. */
    IGNORE,
    /** Every request to a Listener runs through all of them first, and so through Spring WebFlux. */
    APPLY
}
