package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.condition.RouteConditions;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.ParentRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The status of routes: one entry for each parentRef that is ours. Source: RouteStatus. */
final class RouteStatus {

    private RouteStatus() {}

    /**
     * The status of one.
     *
     * @param rivals for each parent, who has Listeners of it, else empty; none where that cannot be
     * @param reach on how many nodes the mesh is served; null: not known
     */
    static Map<String, Object> of(
            RouteNode node, List<String> rivals, String controllerName, @Nullable MeshReach reach) {
        var parents = IntStream.range(0, node.parents().size())
                .mapToObj(index -> parent(
                        node,
                        node.parents().get(index),
                        rivals.isEmpty() ? "" : rivals.get(index),
                        controllerName,
                        reach))
                .toList();
        var status = new LinkedHashMap<String, Object>();
        status.put("parents", parents);
        return status;
    }

    private static Map<String, Object> parent(
            RouteNode node, ParentNode parent, String rivals, String controllerName, @Nullable MeshReach reach) {
        var conditions = new ArrayList<Condition>();
        conditions.add(accepted(parent, rivals));
        conditions.addAll(parent.references());
        if (reach != null && acts(parent)) {
            conditions.add(programmed(reach));
        }
        var status = new LinkedHashMap<String, Object>();
        status.put("parentRef", parentRef(parent.ref()));
        status.put("controllerName", controllerName);
        status.put("conditions", ConditionList.of(node.resource().metadata().generation(), conditions));
        return status;
    }

    private static Condition accepted(ParentNode parent, String rivals) {
        var accepted = parent.verdict().accepted();
        return rivals.isEmpty() || !accepted.holds() ? accepted : RouteConditions.acceptedAfter(rivals);
    }

    /** In the mesh. */
    static boolean acts(ParentNode parent) {
        return parent.verdict() instanceof ParentNode.Verdict.Attached attached
                && attached.attachments().stream().anyMatch(attachment -> attachment.service() != null);
    }

    private static Condition programmed(MeshReach reach) {
        if (reach.all() == 0) {
            return RouteConditions.actsNowhere();
        }
        return reach.waiting().isEmpty()
                ? RouteConditions.actsEverywhere(reach.toString())
                : RouteConditions.actsOnSome(reach.toString());
    }

    /** As the route declares it, so that readers find it again. */
    private static Map<String, Object> parentRef(ParentRef ref) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("group", ref.group());
        entry.put("kind", ref.kind());
        putIfPresent(entry, "namespace", ref.namespace());
        entry.put("name", ref.name());
        putIfPresent(entry, "sectionName", ref.sectionName());
        putIfPresent(entry, "port", ref.port());
        return entry;
    }

    private static void putIfPresent(Map<String, Object> entry, String key, @Nullable Object value) {
        if (value != null) {
            entry.put(key, value);
        }
    }
}
