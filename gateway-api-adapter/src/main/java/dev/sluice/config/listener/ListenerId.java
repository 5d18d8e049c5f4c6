package dev.sluice.config.listener;

import dev.sluice.config.listener.ParentId.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Names a Listener. A Gateway and its ListenerSets may each have one of the same name.
 *
 * @param parent the Gateway that serves it, or the Service whose port it is
 * @param listenerSet null: the Gateway declares the Listener itself
 * @param name Listener.name, or ListenerEntry.name; of a Service {@code port} for all clients, {@code port/namespace}
 *     for those of one namespace
 */
public record ListenerId(ParentId parent, @Nullable ListenerSetId listenerSet, String name) {

    /** A Listener that a Gateway declares, or a ListenerSet of it. */
    public ListenerId(String gatewayNamespace, String gatewayName, @Nullable ListenerSetId listenerSet, String name) {
        this(new ParentId(Kind.GATEWAY, gatewayNamespace, gatewayName), listenerSet, name);
    }

    /** A Listener that its Gateway declares itself. */
    public ListenerId(String gatewayNamespace, String gatewayName, String name) {
        this(gatewayNamespace, gatewayName, null, name);
    }

    /** The namespace of the object that declares it. */
    public String namespace() {
        return listenerSet == null ? parent.namespace() : listenerSet.namespace();
    }

    /** The object that declares it, such as {@code Gateway infra/public} or {@code ListenerSet shop/web}. */
    public String declarer() {
        if (listenerSet != null) {
            return listenerSet.toString();
        }
        return parent.kind() == Kind.GATEWAY ? "Gateway " + parent : parent.toString();
    }

    /** Tells it from all others of its parent: its name, or {@code ListenerSet/namespace/name/entry}. */
    public String label() {
        return listenerSet == null
                ? name
                : String.join("/", listenerSet.kind(), listenerSet.namespace(), listenerSet.name(), name);
    }

    /** {@code namespace/gateway/label}, of a Service {@code Service namespace/name/label}. */
    @Override
    public String toString() {
        return parent + "/" + label();
    }
}
