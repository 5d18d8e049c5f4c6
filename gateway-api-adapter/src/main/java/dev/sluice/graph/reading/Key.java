package dev.sluice.graph.reading;

import dev.sluice.resource.BackendName;
import dev.sluice.resource.Changes;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Pod;
import dev.sluice.resource.Route;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a judge can ask for, there or not. Hashed by words: the constants of kinds are large. */
public sealed interface Key {

    /** One object. */
    record OfObject(Kind<?> kind, ObjectName name) implements Key {
        @Override
        public int hashCode() {
            return 31 * name.hashCode() + kind.word().hashCode();
        }
    }

    /** The objects of a kind in a namespace. */
    record InNamespace(Kind<?> kind, String namespace) implements Key {
        @Override
        public int hashCode() {
            return 31 * namespace.hashCode() + kind.word().hashCode();
        }
    }

    /** The objects of a kind, all of them. */
    record All(Kind<?> kind) implements Key {}

    /** The pods of a namespace that have this label with this value. */
    record PodsLabelled(String namespace, String label, String value) implements Key {}

    /** The EndpointSlices of a Service or ServiceImport. */
    record EndpointSlicesOf(BackendName backend) implements Key {}

    /** The routes of a kind and namespace that name this Service as a parent. */
    record RoutesNaming(Kind<?> kind, String namespace, ObjectName service) implements Key {

        /** Those that a route is among. */
        static Stream<RoutesNaming> of(Route route) {
            var own = route.name().namespace();
            return route.parentRefs().stream()
                    .filter(ParentRef::namesService)
                    .map(ref -> new RoutesNaming(route.kind(), own, ref.nameFrom(own)))
                    .distinct();
        }

        @Override
        public int hashCode() {
            return 31 * (31 * service.hashCode() + namespace.hashCode())
                    + kind.word().hashCode();
        }
    }

    /**
     * What of a Gateway or ListenerSet matters to those that want to be attached to it.
     *
     * @param kind such as {@code Gateway}
     */
    record Parent(String group, String kind, ObjectName name) implements Key {}

    /** The keys whose answers one changed object has changed. */
    static Set<Key> of(Changes changes, Kind<?> kind, ObjectName name) {
        var keys = new HashSet<Key>();
        if (kind.equals(Kinds.NAMESPACE) && sameLabels(changes, name)) {
            return keys;
        }
        keys.add(new OfObject(kind, name));
        keys.add(new InNamespace(kind, name.namespace()));
        keys.add(new All(kind));
        if (kind.equals(Kinds.ENDPOINT_SLICE)) {
            addBackends(changes.before().all(Kinds.ENDPOINT_SLICE).get(name), keys);
            addBackends(changes.after().all(Kinds.ENDPOINT_SLICE).get(name), keys);
        }
        if (changes.before().all(kind).get(name) instanceof Route route) {
            RoutesNaming.of(route).forEach(keys::add);
        }
        if (changes.after().all(kind).get(name) instanceof Route route) {
            RoutesNaming.of(route).forEach(keys::add);
        }
        if (kind.equals(Kinds.POD)) {
            addLabels(changes.before().all(Kinds.POD).get(name), keys);
            addLabels(changes.after().all(Kinds.POD).get(name), keys);
        }
        return keys;
    }

    /** All keys whose answers have changed. */
    static Set<Key> of(Changes changes) {
        var keys = new HashSet<Key>();
        changes.byKind()
                .forEach((kind, objects) -> objects.keySet().forEach(name -> keys.addAll(of(changes, kind, name))));
        return keys;
    }

    /** Nothing else of a Namespace is used, and many tools write annotations into it. */
    private static boolean sameLabels(Changes changes, ObjectName name) {
        return labels(changes.before().all(Kinds.NAMESPACE).get(name))
                .equals(labels(changes.after().all(Kinds.NAMESPACE).get(name)));
    }

    private static Map<String, String> labels(@Nullable Namespace namespace) {
        return namespace == null ? Map.of() : namespace.metadata().labels();
    }

    private static void addLabels(@Nullable Pod pod, Set<Key> keys) {
        if (pod != null) {
            pod.metadata()
                    .labels()
                    .forEach((label, value) ->
                            keys.add(new PodsLabelled(pod.name().namespace(), label, value)));
        }
    }

    private static void addBackends(@Nullable EndpointSlice slice, Set<Key> keys) {
        if (slice != null) {
            slice.backends().map(EndpointSlicesOf::new).forEach(keys::add);
        }
    }
}
