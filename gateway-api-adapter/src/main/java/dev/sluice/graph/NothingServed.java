package dev.sluice.graph;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why nothing at all can be served of the objects that there are: no GatewayClass or no Gateway is ours. */
public record NothingServed(String cause, String remedy) {

    private static final int SHOWN = 3;

    /**
     * What is missing of a state; empty where a Gateway is ours.
     *
     * @param controllerName classes that name it are ours
     */
    public static Optional<NothingServed> of(ClusterState state, String controllerName) {
        if (Kinds.ALL.stream().allMatch(kind -> state.all(kind).isEmpty())) {
            return Optional.of(new NothingServed(
                    "nothing is served, because no object was found that is read",
                    "add a GatewayClass of " + controllerName
                            + ", a Gateway and routes, in files that end with .yaml, .yml or .json"));
        }
        Set<String> ours = names(state, controllerName, true);
        if (ours.isEmpty()) {
            Set<String> others = names(state, controllerName, false);
            return Optional.of(new NothingServed(
                    "nothing is served, because no GatewayClass has the controllerName " + controllerName
                            + (others.isEmpty() ? "" : " (found: " + String.join(", ", others) + ")"),
                    "add a GatewayClass with spec.controllerName " + controllerName + " and a Gateway of it"));
        }
        boolean hasGateway = state.all(Kinds.GATEWAY).values().stream()
                .map(gateway -> state.all(Kinds.GATEWAY_CLASS)
                        .get(new ObjectName("", gateway.spec().gatewayClassName())))
                .anyMatch(of -> of != null && of.controllerName().equals(controllerName));
        return hasGateway
                ? Optional.empty()
                : Optional.of(new NothingServed(
                        "nothing is served, because no Gateway has a GatewayClass of " + controllerName,
                        "add a Gateway with spec.gatewayClassName " + String.join(" or ", ours)));
    }

    /** Of our classes the names; of others the controllers that they name. */
    private static Set<String> names(ClusterState state, String controllerName, boolean ours) {
        return state.all(Kinds.GATEWAY_CLASS).values().stream()
                .filter(it -> it.controllerName().equals(controllerName) == ours)
                .map(it -> ours ? it.name().name() : it.controllerName())
                .sorted()
                .distinct()
                .limit(SHOWN)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
