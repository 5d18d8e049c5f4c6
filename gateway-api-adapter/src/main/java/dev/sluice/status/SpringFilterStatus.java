package dev.sluice.status;

import dev.sluice.graph.extension.SpringFilterNode;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status of SpringFilters: one entry for each class that is ours, for another installation may have other
 * factories. Source: PolicyStatus, as policies have it.
 */
final class SpringFilterStatus {

    private static final int MOST_ANCESTORS = 16;

    private SpringFilterStatus() {}

    static Map<String, Object> of(SpringFilterNode node, List<GatewayClassNode> classes, String controllerName) {
        var status = new LinkedHashMap<String, Object>();
        status.put(
                "ancestors",
                classes.stream()
                        .limit(MOST_ANCESTORS)
                        .map(ancestor ->
                                ancestor(node, ancestor.resource().name().name(), controllerName))
                        .toList());
        return status;
    }

    private static Map<String, Object> ancestor(SpringFilterNode node, String className, String controllerName) {
        var ref = new LinkedHashMap<String, Object>();
        ref.put("group", "gateway.networking.k8s.io");
        ref.put("kind", "GatewayClass");
        ref.put("name", className);
        var entry = new LinkedHashMap<String, Object>();
        entry.put("ancestorRef", ref);
        entry.put("controllerName", controllerName);
        entry.put("conditions", ConditionList.of(node.resource().metadata().generation(), node.conditions()));
        return entry;
    }
}
