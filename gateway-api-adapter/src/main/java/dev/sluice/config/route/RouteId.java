package dev.sluice.config.route;

/**
 * Names a route object.
 *
 * @param kind Gateway API's word, such as {@code HTTPRoute}
 */
public record RouteId(String kind, String namespace, String name) {

    /** {@code HTTPRoute namespace/name}. */
    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
