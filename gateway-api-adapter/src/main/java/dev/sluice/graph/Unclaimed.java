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
import dev.sluice.resource.XMesh;
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

    /** Kinds of which there can be some, in the order in which they are listed. */
    static final List<Kind<?>> KINDS = Stream.<List<? extends Kind<?>>>of(
                    List.of(Kinds.GATEWAY),
                    Kinds.LISTENER_SETS,
                    Kinds.ROUTES,
                    List.of(Kinds.X_MESH),
                    Kinds.BACKEND_POLICIES,
                    List.of(Kinds.X_TELEMETRY_POLICY))
            .<Kind<?>>flatMap(List::stream)
            .toList();

    /**
     * Those of a state: Gateways, ListenerSets, routes, meshes, then policies.
     *
     * @param noOthers whether there is no other controller, as in a folder: then a policy for a kind that is not ours,
     *     and a route with a Service as its parent, has no effect at all
     */
    public static List<Unclaimed> of(ClusterState state, boolean noOthers) {
        return new UnclaimedObjects(noOthers).next(state.since(ClusterState.EMPTY));
    }

    /** Kinds of what an object of a kind names; what matters of these is only whether they are there. */
    static List<? extends Kind<?>> namedBy(Kind<?> kind) {
        if (kind.equals(Kinds.GATEWAY)) {
            return List.of(Kinds.GATEWAY_CLASS);
        }
        if (Kinds.LISTENER_SETS.contains(kind)) {
            return List.of(Kinds.GATEWAY);
        }
        if (Kinds.ROUTES.contains(kind)) {
            return List.of(Kinds.GATEWAY, Kinds.LISTENER_SET, Kinds.X_LISTENER_SET);
        }
        return Kinds.BACKEND_POLICIES.contains(kind) ? Kinds.POLICY_TARGETS : List.of();
    }

    /** What one object of a state names that is not there. */
    static List<Unclaimed> of(ClusterState state, WatchedObject object, boolean noOthers) {
        return switch (object) {
            case Gateway gateway -> of(state, gateway);
            case ListenerSet listenerSet ->
                listenerSet
                        .gateway()
                        .filter(name -> !state.all(Kinds.GATEWAY).containsKey(name))
                        .map(name -> List.of(missing(listenerSet, "spec.parentRef", "Gateway " + name)))
                        .orElse(List.of());
            case Route route -> of(state, route, noOthers);
            case XMesh mesh
            when noOthers ->
                List.of(new Unclaimed(
                        mesh,
                        "spec.controllerName",
                        "there is a mesh only in a cluster",
                        "remove it, or install Sluice with mesh.enabled=true"));
            case Policy policy when policy.kind().equals(Kinds.X_TELEMETRY_POLICY) -> ofTelemetry(policy);
            case Policy policy -> of(state, policy, noOthers);
            default -> List.of();
        };
    }

    private static List<Unclaimed> of(ClusterState state, Gateway gateway) {
        var className = gateway.spec().gatewayClassName();
        return state.all(Kinds.GATEWAY_CLASS).containsKey(new ObjectName("", className))
                ? List.of()
                : List.of(missing(gateway, "spec.gatewayClassName", "GatewayClass " + className));
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
