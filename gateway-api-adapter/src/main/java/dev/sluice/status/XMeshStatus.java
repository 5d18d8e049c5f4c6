package dev.sluice.status;

import dev.sluice.graph.mesh.XMeshNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The status of an XMesh. Source: MeshStatus. */
final class XMeshStatus {

    private XMeshStatus() {}

    static Map<String, Object> of(XMeshNode node) {
        var generation = node.resource().metadata().generation();
        var status = new LinkedHashMap<String, Object>();
        status.put("conditions", ConditionList.of(generation, List.of(node.accepted())));
        status.put("supportedFeatures", SupportedFeatures.objects(SupportedFeatures.OF_MESH));
        return status;
    }
}
