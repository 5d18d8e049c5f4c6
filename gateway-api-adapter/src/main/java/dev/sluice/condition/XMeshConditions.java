package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;

/** Conditions of an XMesh. Source: MeshConditionType. */
public final class XMeshConditions {

    private XMeshConditions() {}

    /** The mesh is ours. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "Sluice serves this mesh by its agents on the nodes");
    }

    /** The mesh asks for settings, of which there are none. Source: MeshSpec.parametersRef. */
    public static Condition invalidParameters() {
        return Condition.fails(
                ACCEPTED,
                "InvalidParameters",
                "spec.parametersRef is not supported; remove it: the settings of the mesh are those of the installation, sluice.mesh.*");
    }
}
