package dev.sluice.config.listener;

import org.jspecify.annotations.Nullable;

/**
 * Names a Listener. A Gateway and its ListenerSets may each have one of the same name.
 *
 * @param gatewayName the Gateway that serves it
 * @param listenerSet null: the Gateway declares the Listener itself
 * @param name Listener.name, or ListenerEntry.name
 */
public record ListenerId(
        String gatewayNamespace,
        String gatewayName,
        @Nullable ListenerSetId listenerSet,
        String name) {

    /** A Listener that its Gateway declares itself. */
    public ListenerId(String gatewayNamespace, String gatewayName, String name) {
        this(gatewayNamespace, gatewayName, null, name);
    }

    /** The namespace of the object that declares it. */
    public String namespace() {
        return listenerSet == null ? gatewayNamespace : listenerSet.namespace();
    }

    /** The object that declares it, such as {@code Gateway infra/public} or {@code ListenerSet shop/web}. */
    public String parent() {
        return listenerSet == null ? "Gateway " + gatewayNamespace + "/" + gatewayName : listenerSet.toString();
    }

    /** Tells it from all others of its Gateway: its name, or {@code ListenerSet/namespace/name/entry}. */
    public String label() {
        return listenerSet == null
                ? name
                : String.join("/", listenerSet.kind(), listenerSet.namespace(), listenerSet.name(), name);
    }

    /** {@code namespace/gateway/label}. */
    @Override
    public String toString() {
        return gatewayNamespace + "/" + gatewayName + "/" + label();
    }
}
