package dev.sluice.graph;

import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Policy;
import dev.sluice.resource.Route;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An object that names a GatewayClass, a Gateway or a ListenerSet which is not there, or a policy that names a Service
 * which is not. Without one no controller answers for it, so no status tells of the slip.
 *
 * @param field that names what is not there
 */
public record Unclaimed(WatchedObject object, String field, String cause, String remedy) {

    /** The group whose only target is a Service, as it is written and as it is miswritten. */
    private static final Set<String> CORE = Set.of("", "core");

    /**
     * Those of a state: Gateways, ListenerSets, routes, meshes, then policies.
     *
     * @param noOthers whether there is no other controller, as in a folder: then a policy for a kind that is not ours,
     *     and a route with a Service as its parent, has no effect at all
     */
    public static List<Unclaimed> of(ClusterState state, boolean noOthers) {
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
            state.all(kind).values().forEach(route -> unclaimed.addAll(of(state, route, noOthers)));
        }
        if (noOthers) {
            state.all(Kinds.X_MESH)
                    .values()
                    .forEach(mesh -> unclaimed.add(new Unclaimed(
                            mesh,
                            "spec.controllerName",
                            "there is a mesh only in a cluster",
                            "remove it, or install Sluice with mesh.enabled=true")));
        }
        for (Kind<Policy> kind : Kinds.BACKEND_POLICIES) {
            state.all(kind).values().forEach(policy -> unclaimed.addAll(of(state, policy, noOthers)));
        }
        state.all(Kinds.X_TELEMETRY_POLICY).values().forEach(policy -> unclaimed.addAll(ofTelemetry(policy)));
        return unclaimed;
    }

    /** A BackendTLSPolicy of v1alpha2 has one target, and its field another name. */
    private static List<Unclaimed> of(ClusterState state, Policy policy, boolean noOthers) {
        var targets = policy.targets();
        var unclaimed = new ArrayList<Unclaimed>();
        for (int index = 0; index < targets.size(); index++) {
            var target = targets.get(index);
            var field = policy instanceof BackendTlsPolicy it && it.version().equals("v1alpha2")
                    ? "spec.targetRef"
                    : "spec.targetRefs[" + index + "]";
            var backend = target.backend(policy.name().namespace()).orElse(null);
            if (backend != null) {
                if (!state.all(backend.kind()).containsKey(backend.name())) {
                    unclaimed.add(missing(policy, field, backend.toString()));
                }
            } else if (Kinds.X_BACKEND.isNamedBy(target.group(), target.kind())) {
                unclaimed.add(new Unclaimed(
                        policy,
                        field,
                        "an XBackend cannot be the target of a policy here",
                        "write tls and sessionPersistence into the XBackend itself"));
            } else if (noOthers || CORE.contains(target.group())) {
                unclaimed.add(new Unclaimed(
                        policy,
                        field,
                        "kind %s of group \"%s\" cannot be a target here".formatted(target.kind(), target.group()),
                        "write group: \"\" and kind: Service"));
            }
        }
        return unclaimed;
    }

    /** A Gateway that is not there is said by the policy's status. */
    private static List<Unclaimed> ofTelemetry(Policy policy) {
        var targets = policy.targets();
        return IntStream.range(0, targets.size())
                .filter(index -> !Kinds.GATEWAY.isNamedBy(
                        targets.get(index).group(), targets.get(index).kind()))
                .mapToObj(index -> new Unclaimed(
                        policy,
                        "spec.targetRefs[" + index + "]",
                        "kind %s of group \"%s\" cannot be a target of it"
                                .formatted(
                                        targets.get(index).kind(),
                                        targets.get(index).group()),
                        "write group: gateway.networking.k8s.io and kind: Gateway"))
                .toList();
    }

    private static List<Unclaimed> of(ClusterState state, Route route, boolean noOthers) {
        var refs = route.parentRefs();
        var unclaimed = new ArrayList<Unclaimed>();
        for (int index = 0; index < refs.size(); index++) {
            var ref = refs.get(index);
            var field = "spec.parentRefs[" + index + "]";
            var name = ref.nameFrom(route.name().namespace());
            if (ref.namesService() && noOthers) {
                unclaimed.add(new Unclaimed(
                        route,
                        field,
                        "a Service is a parent only in a cluster with the mesh",
                        "name a Gateway, or install Sluice with mesh.enabled=true"));
            } else if (Kinds.GATEWAY.group().equals(ref.group()) && ref.kind().equals(Kinds.SERVICE.word())) {
                unclaimed.add(new Unclaimed(
                        route, field, "there is no kind Service in group " + ref.group(), "write group: \"\""));
            } else if (isMissing(state, ref, name)) {
                unclaimed.add(missing(route, field, ref.kind() + " " + name));
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
