package dev.sluice.resource;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that are added to a Gateway from outside of it, by another team or namespace. Source: ListenerSet,
 * GEP-1713.
 *
 * @param version as what the object is stored; it means the same in each
 */
public record ListenerSet(ObjectMeta metadata, Version version, Spec spec) implements WatchedObject {

    private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    /** A kind as which the object is served. */
    public enum Version {
        /** Since v1.5. */
        V1(GATEWAY_GROUP, "v1", "ListenerSet"),
        /** From v1.3 to v1.4, experimental. */
        V1ALPHA1("gateway.networking.x-k8s.io", "v1alpha1", "XListenerSet");

        private final String group;
        private final String version;
        private final String kind;

        Version(String group, String version, String kind) {
            this.group = group;
            this.version = version;
            this.kind = kind;
        }

        /** The version of a group and kind; empty for any other kind. */
        public static Optional<Version> of(String group, String kind) {
            return List.of(values()).stream()
                    .filter(it -> it.group.equals(group) && it.kind.equals(kind))
                    .findFirst();
        }

        /** API group. */
        public String group() {
            return group;
        }

        /** Gateway API's word for it. */
        public String kind() {
            return kind;
        }

        /** Such as {@code gateway.networking.k8s.io/v1}. */
        public String apiVersion() {
            return group + "/" + version;
        }
    }

    /** Tells it from all others: two of different versions may have one name. */
    public record Id(Version version, ObjectName name) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparing(Id::name).thenComparing(Id::version);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

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

    /** Version and name. */
    public Id id() {
        return new Id(version, name());
    }

    /** The Gateway to which the Listeners are added; empty where the reference names another kind. */
    public Optional<ObjectName> gateway() {
        var ref = spec.parentRef();
        var namespace = ref.namespace();
        return ref.group().equals(GATEWAY_GROUP) && ref.kind().equals("Gateway")
                ? Optional.of(new ObjectName(namespace == null ? name().namespace() : namespace, ref.name()))
                : Optional.empty();
    }

    @Override
    public String kind() {
        return version.kind();
    }
}
