package dev.sluice.config.route;

/**
 * Names a rule of a route.
 *
 * @param index place in the route's list, from 0
 */
public record RuleId(RouteId route, int index) {

    /** {@code HTTPRoute namespace/name rule 0}. */
    @Override
    public String toString() {
        return route + " rule " + index;
    }
}
