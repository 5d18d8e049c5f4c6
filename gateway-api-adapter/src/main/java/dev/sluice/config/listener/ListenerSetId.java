package dev.sluice.config.listener;

/**
 * Names the ListenerSet that adds a Listener to a Gateway.
 *
 * @param kind {@code ListenerSet} or {@code XListenerSet}
 */
public record ListenerSetId(String kind, String namespace, String name) {

    /** {@code kind namespace/name}. */
    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
