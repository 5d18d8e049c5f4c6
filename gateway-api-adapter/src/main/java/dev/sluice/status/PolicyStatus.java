package dev.sluice.status;

import dev.sluice.graph.policy.PolicyNode;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.util.LinkedHashMap;
import java.util.Map;

/** The status of policies: one entry for each Gateway that they have an effect on. Source: PolicyStatus. */
final class PolicyStatus {

    /** Source: PolicyStatus.ancestors. */
    private static final int MOST_ANCESTORS = 16;

    private PolicyStatus() {}

    static Map<String, Object> of(PolicyNode node, String controllerName) {
        return Map.of(
                "ancestors",
                node.gateways().stream()
                        .limit(MOST_ANCESTORS)
                        .map(gateway -> ancestor(node, gateway, controllerName))
                        .toList());
    }

    private static Map<String, Object> ancestor(PolicyNode node, ObjectName gateway, String controllerName) {
        var ref = new LinkedHashMap<String, Object>();
        ref.put("group", Kinds.GATEWAY.group());
        ref.put("kind", Kinds.GATEWAY.word());
        ref.put("namespace", gateway.namespace());
        ref.put("name", gateway.name());
        var generation = node.resource().metadata().generation();
        var status = new LinkedHashMap<String, Object>();
        status.put("ancestorRef", ref);
        status.put("controllerName", controllerName);
        status.put("conditions", ConditionList.of(generation, node.conditions()));
        return status;
    }
}
