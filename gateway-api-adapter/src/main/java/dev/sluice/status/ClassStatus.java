package dev.sluice.status;

import dev.sluice.graph.gatewayclass.GatewayClassNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The status of a GatewayClass. Source: GatewayClassStatus. */
final class ClassStatus {

    private ClassStatus() {}

    static Map<String, Object> of(GatewayClassNode node) {
        var status = new LinkedHashMap<String, Object>();
        var generation = node.resource().metadata().generation();
        status.put(
                "conditions",
                ConditionList.of(generation, List.of(node.verdict().condition())));
        status.put("supportedFeatures", SupportedFeatures.objects(SupportedFeatures.NAMES));
        return status;
    }
}
