package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.ParentRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status of routes: one entry for each parentRef that is ours. Source: RouteStatus. */
final class RouteStatus {

    private RouteStatus() {}

    static Map<String, Object> of(RouteNode node, String controllerName) {
        var parents = node.parents().stream()
                .map(parent -> parent(node, parent, controllerName))
                .toList();
        var status = new LinkedHashMap<String, Object>();
        status.put("parents", parents);
        return status;
    }

    private static Map<String, Object> parent(RouteNode node, ParentNode parent, String controllerName) {
        var conditions = new ArrayList<Condition>();
        conditions.add(parent.verdict().accepted());
        conditions.addAll(parent.references());
        var status = new LinkedHashMap<String, Object>();
        status.put("parentRef", parentRef(parent.ref()));
        status.put("controllerName", controllerName);
        status.put("conditions", ConditionList.of(node.resource().metadata().generation(), conditions));
        return status;
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
