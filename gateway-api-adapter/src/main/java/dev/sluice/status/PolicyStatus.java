package dev.sluice.status;

import dev.sluice.graph.policy.Ancestor;
import dev.sluice.graph.policy.PolicyNode;
import dev.sluice.graph.policy.XBackendNode;
import dev.sluice.graph.telemetry.TelemetryNode;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.WatchedObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status of policies: one entry for each Gateway, or Service of the mesh, that they have an effect on, with
 * conditions of its own. Source: PolicyStatus.
 */
final class PolicyStatus {

    private final WatchedObject resource;
    private final String controllerName;

    private PolicyStatus(WatchedObject resource, String controllerName) {
        this.resource = resource;
        this.controllerName = controllerName;
    }

    static Map<String, Object> of(PolicyNode node, String controllerName) {
        return new PolicyStatus(node.resource(), controllerName).of(node.ancestors());
    }

    static Map<String, Object> of(TelemetryNode node, String controllerName) {
        return new PolicyStatus(node.resource(), controllerName)
                .of(node.effects().stream()
                        .map(effect -> new Ancestor(effect.gateway(), effect.conditions()))
                        .toList());
    }

    /** An XBackend's is of the same form. Source: BackendStatus. */
    static Map<String, Object> of(XBackendNode node, String controllerName) {
        return new PolicyStatus(node.resource(), controllerName).of(node.ancestors());
    }

    private Map<String, Object> of(List<Ancestor> ancestors) {
        int most = AncestorLimit.of(resource.kind().word());
        return Map.of(
                "ancestors", ancestors.stream().limit(most).map(this::status).toList());
    }

    private Map<String, Object> status(Ancestor ancestor) {
        var parent = ancestor.parent();
        Kind<?> kind = switch (parent.kind()) {
            case GATEWAY -> Kinds.GATEWAY;
            case SERVICE -> Kinds.SERVICE;
        };
        var ref = new LinkedHashMap<String, Object>();
        ref.put("group", kind.group());
        ref.put("kind", kind.word());
        ref.put("namespace", parent.namespace());
        ref.put("name", parent.name());
        var generation = resource.metadata().generation();
        var status = new LinkedHashMap<String, Object>();
        status.put("ancestorRef", ref);
        status.put("controllerName", controllerName);
        status.put("conditions", ConditionList.of(generation, ancestor.conditions()));
        return status;
    }
}
