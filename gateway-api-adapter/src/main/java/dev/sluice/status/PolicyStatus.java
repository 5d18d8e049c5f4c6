package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.graph.policy.PolicyNode;
import dev.sluice.graph.policy.XBackendNode;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The status of policies: one entry for each Gateway that they have an effect on. Source: PolicyStatus. */
final class PolicyStatus {

    private final WatchedObject resource;
    private final List<Condition> conditions;
    private final String controllerName;

    private PolicyStatus(WatchedObject resource, List<Condition> conditions, String controllerName) {
        this.resource = resource;
        this.conditions = conditions;
        this.controllerName = controllerName;
    }

    static Map<String, Object> of(PolicyNode node, String controllerName) {
        return new PolicyStatus(node.resource(), node.conditions(), controllerName).of(node.gateways());
    }

    /** An XBackend's is of the same form. Source: BackendStatus. */
    static Map<String, Object> of(XBackendNode node, String controllerName) {
        return new PolicyStatus(node.resource(), node.conditions(), controllerName).of(node.gateways());
    }

    private Map<String, Object> of(List<ObjectName> gateways) {
        int most = AncestorLimit.of(resource.kind().word());
        return Map.of(
                "ancestors", gateways.stream().limit(most).map(this::ancestor).toList());
    }

    private Map<String, Object> ancestor(ObjectName gateway) {
        var ref = new LinkedHashMap<String, Object>();
        ref.put("group", Kinds.GATEWAY.group());
        ref.put("kind", Kinds.GATEWAY.word());
        ref.put("namespace", gateway.namespace());
        ref.put("name", gateway.name());
        var generation = resource.metadata().generation();
        var status = new LinkedHashMap<String, Object>();
        status.put("ancestorRef", ref);
        status.put("controllerName", controllerName);
        status.put("conditions", ConditionList.of(generation, conditions));
        return status;
    }
}
