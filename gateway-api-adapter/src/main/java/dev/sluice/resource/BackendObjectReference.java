package dev.sluice.resource;

import org.jspecify.annotations.Nullable;

/**
 * Names what requests are sent to. Source: BackendObjectReference.
 *
 * @param namespace null: that of the object that refers
 * @param port null: none given, which a Service does not allow
 */
public record BackendObjectReference(
        String group,
        String kind,
        @Nullable String namespace,
        String name,
        @Nullable Integer port) {

    /**
     * Namespace and name of what is meant.
     *
     * @param own namespace of the object that refers
     */
    public ObjectName nameFrom(String own) {
        return new ObjectName(namespace == null ? own : namespace, name);
    }
}
