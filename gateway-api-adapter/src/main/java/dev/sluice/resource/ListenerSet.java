package dev.sluice.resource;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that are added to a Gateway from outside of it, by another team or namespace. Source: ListenerSet,
 * GEP-1713.
 *
 * @param kind as what the object is stored, one of {@link Kinds#LISTENER_SETS}; it means the same in each
 */
public record ListenerSet(ObjectMeta metadata, Kind<ListenerSet> kind, Spec spec) implements WatchedObject {

    /**
     * ListenerSetSpec.
     *
     * @param listeners the entries; of an XListenerSet the port may be 0, which asks for any port
     */
    public record Spec(ParentGatewayReference parentRef, List<Gateway.Listener> listeners) {

        public Spec {
            listeners = List.copyOf(listeners);
        }
    }

    /**
     * ParentGatewayReference.
     *
     * @param namespace null: that of the ListenerSet
     */
    public record ParentGatewayReference(
            String group, String kind, @Nullable String namespace, String name) {}

    /** The Gateway to which the Listeners are added; empty where the reference names another kind. */
    public Optional<ObjectName> gateway() {
        var ref = spec.parentRef();
        var namespace = ref.namespace();
        return Kinds.GATEWAY.isNamedBy(ref.group(), ref.kind())
                ? Optional.of(new ObjectName(namespace == null ? name().namespace() : namespace, ref.name()))
                : Optional.empty();
    }
}
