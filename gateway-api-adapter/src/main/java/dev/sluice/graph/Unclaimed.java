package dev.sluice.graph;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An object that names a GatewayClass, a Gateway or a ListenerSet which is not there. Without one no controller answers
 * for it, so no status tells of the slip.
 *
 * @param field that names what is not there
 */
public record Unclaimed(WatchedObject object, String field, String cause, String remedy) {

    /** Those of a state: Gateways, ListenerSets, then routes. */
    public static List<Unclaimed> of(ClusterState state) {
        var unclaimed = new ArrayList<Unclaimed>();
        for (Gateway gateway : state.all(Kinds.GATEWAY).values()) {
            var className = gateway.spec().gatewayClassName();
            if (!state.all(Kinds.GATEWAY_CLASS).containsKey(new ObjectName("", className))) {
                unclaimed.add(missing(gateway, "spec.gatewayClassName", "GatewayClass " + className));
            }
        }
        for (Kind<ListenerSet> kind : Kinds.LISTENER_SETS) {
            state.all(kind)
                    .values()
                    .forEach(listenerSet -> listenerSet
                            .gateway()
                            .filter(name -> !state.all(Kinds.GATEWAY).containsKey(name))
                            .ifPresent(
                                    name -> unclaimed.add(missing(listenerSet, "spec.parentRef", "Gateway " + name))));
        }
        for (Kind<Route> kind : Kinds.ROUTES) {
            state.all(kind).values().forEach(route -> unclaimed.addAll(of(state, route)));
        }
        return unclaimed;
    }

    private static List<Unclaimed> of(ClusterState state, Route route) {
        var refs = route.parentRefs();
        var unclaimed = new ArrayList<Unclaimed>();
        for (int index = 0; index < refs.size(); index++) {
            var ref = refs.get(index);
            var namespace = ref.namespace();
            var name = new ObjectName(namespace == null ? route.name().namespace() : namespace, ref.name());
            if (isMissing(state, ref, name)) {
                unclaimed.add(missing(route, "spec.parentRefs[" + index + "]", ref.kind() + " " + name));
            }
        }
        return unclaimed;
    }

    /** What can be a parent, and of what is none nobody can tell. */
    private static boolean isMissing(ClusterState state, ParentRef ref, ObjectName name) {
        return Stream.concat(Stream.of(Kinds.GATEWAY), Kinds.LISTENER_SETS.stream())
                .filter(kind -> kind.isNamedBy(ref.group(), ref.kind()))
                .anyMatch(kind -> !state.all(kind).containsKey(name));
    }

    private static Unclaimed missing(WatchedObject object, String field, String wanted) {
        return new Unclaimed(object, field, "there is no " + wanted, "correct the name, or add it");
    }
}
