package dev.sluice.api;

/**
 * Names an object of the folder or the cluster.
 *
 * @param kind such as {@code Gateway} or {@code HTTPRoute}
 * @param namespace {@code default} where an object of a folder has none
 * @param name {@code metadata.name}
 */
public record KubernetesObject(String kind, String namespace, String name) {

    /** {@code HTTPRoute shop/cart}. */
    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
