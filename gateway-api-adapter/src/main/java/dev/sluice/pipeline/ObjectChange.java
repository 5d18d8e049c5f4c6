package dev.sluice.pipeline;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An object that is not what it was. */
public record ObjectChange(Kind change, String kind, ObjectName name) {

    /** What became of it. */
    public enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    private static final Comparator<Key> ORDER = Comparator.comparing(Key::kind).thenComparing(Key::name);

    private record Key(String kind, ObjectName name) {}

    /** What differs between two states, by kind and name. */
    static List<ObjectChange> between(ClusterState before, ClusterState after) {
        var old = byKey(before);
        var now = byKey(after);
        var changes = new TreeMap<Key, Kind>(ORDER);
        old.forEach((key, object) -> {
            var successor = now.get(key);
            if (successor == null) {
                changes.put(key, Kind.REMOVED);
            } else if (!same(object, successor)) {
                changes.put(key, Kind.CHANGED);
            }
        });
        now.keySet().stream().filter(key -> !old.containsKey(key)).forEach(key -> changes.put(key, Kind.ADDED));
        var list = new ArrayList<ObjectChange>();
        changes.forEach((key, kind) -> list.add(new ObjectChange(kind, key.kind(), key.name())));
        return list;
    }

    private static Map<Key, WatchedObject> byKey(ClusterState state) {
        var objects = new HashMap<Key, WatchedObject>();
        Stream.of(
                        state.gatewayClasses().values(),
                        state.gateways().values(),
                        state.listenerSets().values(),
                        state.httpRoutes().values(),
                        state.unsupportedRoutes(),
                        state.referenceGrants().values(),
                        state.services().values(),
                        state.endpointSlices().values(),
                        state.secrets().values(),
                        state.configMaps().values(),
                        state.namespaces().values(),
                        state.springFilters().values(),
                        state.backendTlsPolicies().values())
                .<WatchedObject>flatMap(Collection::stream)
                .forEach(object -> objects.put(new Key(object.kind(), object.name()), object));
        return objects;
    }

    /** Arrays are not equal by their contents, so Secrets are compared here. */
    private static boolean same(WatchedObject one, WatchedObject other) {
        if (one instanceof Secret first && other instanceof Secret second) {
            return first.metadata().equals(second.metadata())
                    && first.type().equals(second.type())
                    && first.data().keySet().equals(second.data().keySet())
                    && first.data().entrySet().stream()
                            .allMatch(entry -> Arrays.equals(
                                    entry.getValue(), second.data().get(entry.getKey())));
        }
        return one.equals(other);
    }

    /** Such as {@code HTTPRoute shop/cart changed}. */
    @Override
    public String toString() {
        var word = switch (change) {
            case ADDED -> "added";
            case CHANGED -> "changed";
            case REMOVED -> "removed";
        };
        return kind + " " + name + " " + word;
    }
}
