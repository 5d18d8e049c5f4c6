package dev.sluice.graph;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.UnsupportedRoute;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.List;

/**
 * An object that names a GatewayClass, a Gateway or a ListenerSet which is not there. Without one no controller answers
 * for it, so no status tells of the slip.
 *
 * @param field that names what is not there
 */
public record Unclaimed(WatchedObject object, String field, String cause, String remedy) {

    private static final String GROUP = "gateway.networking.k8s.io";

    /** Those of a state: Gateways, ListenerSets, HTTPRoutes, then other routes. */
    public static List<Unclaimed> of(ClusterState state) {
        var unclaimed = new ArrayList<Unclaimed>();
        for (Gateway gateway : state.gateways().values()) {
            var className = gateway.spec().gatewayClassName();
            if (!state.gatewayClasses().containsKey(new ObjectName("", className))) {
                unclaimed.add(missing(gateway, "spec.gatewayClassName", "GatewayClass " + className));
            }
        }
        for (ListenerSet listenerSet : state.listenerSets().values()) {
            listenerSet
                    .gateway()
                    .filter(name -> !state.gateways().containsKey(name))
                    .ifPresent(name -> unclaimed.add(missing(listenerSet, "spec.parentRef", "Gateway " + name)));
        }
        for (HttpRoute route : state.httpRoutes().values()) {
            unclaimed.addAll(of(state, route, route.spec().parentRefs()));
        }
        for (UnsupportedRoute route : state.unsupportedRoutes()) {
            unclaimed.addAll(of(state, route, route.parentRefs()));
        }
        return unclaimed;
    }

    private static List<Unclaimed> of(ClusterState state, WatchedObject route, List<ParentRef> refs) {
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

    private static boolean isMissing(ClusterState state, ParentRef ref, ObjectName name) {
        if (ref.group().equals(GROUP) && ref.kind().equals("Gateway")) {
            return !state.gateways().containsKey(name);
        }
        return ListenerSet.Version.of(ref.group(), ref.kind())
                .filter(version -> !state.listenerSets().containsKey(new ListenerSet.Id(version, name)))
                .isPresent();
    }

    private static Unclaimed missing(WatchedObject object, String field, String wanted) {
        return new Unclaimed(object, field, "there is no " + wanted, "correct the name, or add it");
    }
}
