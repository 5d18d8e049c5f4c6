package dev.sluice.infrastructure.write;

import static dev.sluice.infrastructure.write.MadeObjects.CLUSTER_ROLE_BINDING;
import static dev.sluice.infrastructure.write.MadeObjects.ENDPOINT_SLICE;
import static dev.sluice.infrastructure.write.MadeObjects.SERVICE;
import static dev.sluice.infrastructure.write.MadeObjects.SERVICE_ACCOUNT;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayServiceName;
import dev.sluice.infrastructure.GatewayObjects;
import dev.sluice.infrastructure.Mark;
import dev.sluice.infrastructure.ReaderBinding;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the writes that make the objects of Gateways what they shall be. An object by a wanted name that we have not
 * made for that very Gateway is left alone; that the Gateway lacks its own is told by its condition Programmed.
 */
final class WritePlan {

    private final StoredObjects stored;
    private final RecentWrites recent;
    private final MadeObjects made;
    private final ClusterState state;
    private final OpenSocketsFirst open;
    private final String controllerName;

    /**
     * A plan for what is stored now.
     *
     * @param state by which was found what is wanted
     * @param open says which pods an EndpointSlice may lead to
     * @param controllerName ours
     */
    WritePlan(
            StoredObjects stored,
            RecentWrites recent,
            MadeObjects made,
            ClusterState state,
            OpenSocketsFirst open,
            String controllerName) {
        this.open = open;
        this.controllerName = controllerName;
        this.stored = stored;
        this.recent = recent;
        this.made = made;
        this.state = state;
    }

    /** The writes for one Gateway, to be made in this order; none where everything is as it shall be. */
    List<Write> of(GatewayObjects wanted) {
        var gateway = wanted.gateway();
        var service = ObjectKey.of(SERVICE, wanted.service());
        var found = recent.find(service);
        if (!isAlive(gateway)
                || found.filter(it -> !isChangeable(it, gateway)).isPresent()
                || !isJudged(service, found)) {
            return List.of();
        }
        var writes = new ArrayList<Write>();
        write(service, wanted.service(), found).ifPresent(writes::add);
        // Endpoints that name a Service which is not ours would become its endpoints.
        if (writes.stream().noneMatch(Write.Delete.class::isInstance)) {
            writes.addAll(others(wanted));
        }
        writes.addAll(unwanted(wanted, gateway.metadata().uid()));
        return writes;
    }

    /**
     * Deletes what was made for Gateways that have left our classes. What belongs to a Gateway that has gone is deleted
     * by Kubernetes; and a class that has gone may come back, as when it is installed anew.
     */
    List<Write> ofGatewaysThatLeft(Graph graph) {
        var ours = graph.classes().stream().map(node -> node.resource().name()).collect(Collectors.toSet());
        return state.all(Kinds.GATEWAY).values().stream()
                .filter(gateway -> {
                    var className = new ObjectName("", gateway.spec().gatewayClassName());
                    return state.all(Kinds.GATEWAY_CLASS).containsKey(className) && !ours.contains(className);
                })
                .flatMap(gateway -> deletions(gateway.metadata().uid(), Set.of()))
                .toList();
    }

    /**
     * Makes those the subjects of the binding who have an account that we have made. What is not there is made by
     * whoever installs us.
     *
     * @param binding name of the ClusterRoleBinding
     */
    List<Write> ofReaders(Graph graph, String binding) {
        var key = new ObjectKey(CLUSTER_ROLE_BINDING, new ObjectName("", binding));
        var subjects = ReaderBinding.subjects(graph, this::hasAccount);
        return recent.find(key)
                .flatMap(stored -> Difference.ofSubjects(key, subjects, stored))
                .map(List::of)
                .orElse(List.of());
    }

    private boolean hasAccount(Gateway gateway) {
        return recent.find(new ObjectKey(SERVICE_ACCOUNT, GatewayServiceName.of(gateway)))
                .filter(account -> isChangeable(account, gateway))
                .isPresent();
    }

    private List<Write> others(GatewayObjects wanted) {
        var writes = new ArrayList<Write>();
        for (ObjectNode object : wanted.others()) {
            var key = key(object);
            var found = recent.find(key);
            if (found.isEmpty() || isChangeable(found.get(), wanted.gateway())) {
                var now = key.kind().equals(ENDPOINT_SLICE) ? open.of(object, found) : Optional.of(object);
                now.flatMap(it -> write(key, it, found)).ifPresent(writes::add);
            }
        }
        return writes;
    }

    /** Such as the Service by an older name, or what the other mode has made. */
    private List<Write> unwanted(GatewayObjects wanted, String uid) {
        var keys = wanted.all().map(WritePlan::key).collect(Collectors.toSet());
        boolean podsAreKnown = !made.pods().shared().byAddressType().isEmpty();
        return deletions(uid, keys)
                .filter(write -> podsAreKnown || !write.key().kind().equals(ENDPOINT_SLICE))
                .toList();
    }

    private static ObjectKey key(ObjectNode wanted) {
        return ObjectKey.of(wanted.path("kind").asString(""), wanted);
    }

    private Stream<Write> deletions(String uid, Set<ObjectKey> kept) {
        return made.of(uid).stream()
                .filter(key -> !kept.contains(key))
                .flatMap(key -> recent.find(key).stream()
                        .filter(object -> isOf(object, uid))
                        .map(object -> new Write.Delete(
                                key,
                                object.path("metadata").path("resourceVersion").asString(""))));
    }

    private static Optional<Write> write(ObjectKey key, ObjectNode wanted, Optional<ObjectNode> found) {
        if (found.isEmpty()) {
            return Optional.of(new Write.Create(key, wanted));
        }
        return Difference.of(key, wanted, found.get());
    }

    /** The graph may be older than what is stored: nothing is made for a Gateway that is going. */
    private boolean isAlive(Gateway gateway) {
        return stored.find(gateway.kind().word(), gateway.name())
                .filter(it -> !isGoing(it))
                .filter(it -> it.path("metadata")
                        .path("uid")
                        .asString("")
                        .equals(gateway.metadata().uid()))
                .isPresent();
    }

    /**
     * Whether the ports of a Service are those that the graph has seen. Who begins to lead while the graph is behind
     * would give ports to Gateways that have some; the next turn of the pipeline knows better.
     */
    private boolean isJudged(ObjectKey key, Optional<ObjectNode> found) {
        var seen = state.all(Kinds.SERVICE).get(key.name());
        var targets = found.stream()
                .flatMap(it -> it.path("spec").path("ports").values().stream())
                .map(it -> it.path("targetPort").asString(""))
                .toList();
        return seen == null
                ? found.isEmpty()
                : found.isPresent()
                        && seen.ports().stream()
                                .map(Service.Port::targetPort)
                                .toList()
                                .equals(targets);
    }

    /** What we made for this Gateway, also where nobody owns it any more. */
    private boolean isChangeable(ObjectNode object, Gateway gateway) {
        return isOf(object, gateway.metadata().uid())
                || (Mark.isOrphanOf(gateway, object, controllerName) && !isGoing(object));
    }

    private boolean isOf(ObjectNode object, String uid) {
        return Mark.isOn(object, uid, controllerName) && !isGoing(object);
    }

    private static boolean isGoing(ObjectNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }
}
