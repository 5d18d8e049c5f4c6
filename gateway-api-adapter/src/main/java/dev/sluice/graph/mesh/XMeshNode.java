package dev.sluice.graph.mesh;

import dev.sluice.condition.Condition;
import dev.sluice.condition.XMeshConditions;
import dev.sluice.resource.XMesh;
import java.util.Collection;
import java.util.List;

/**
 * An XMesh that is ours.
 *
 * @param accepted condition Accepted
 */
public record XMeshNode(XMesh resource, Condition accepted) {

    /** Those that name our controller; others are left alone. Source: GEP-3949. */
    public static List<XMeshNode> ours(Collection<XMesh> meshes, String controllerName, MeshSettings settings) {
        var agents = settings.agents() == null ? "" : settings.agents().toString();
        return meshes.stream()
                .filter(mesh -> mesh.controllerName().equals(controllerName))
                .map(mesh -> new XMeshNode(
                        mesh,
                        mesh.parametersRef() == null
                                ? XMeshConditions.accepted(agents)
                                : XMeshConditions.invalidParameters()))
                .toList();
    }
}
