package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;

/** Conditions of an XMesh. Source: MeshConditionType. */
public final class XMeshConditions {

    private XMeshConditions() {}

    /**
     * The mesh is ours. Says whose it is, where two installations could be meant. Source: GEP-3949.
     *
     * @param agents their Service; empty: not known
     */
    public static Condition accepted(String agents) {
        return Condition.holds(
                ACCEPTED,
                "Accepted",
                "Sluice serves this mesh by its agents on the nodes"
                        + (agents.isEmpty() ? "" : ", the pods of Service " + agents));
    }

    /** The mesh asks for settings, of which there are none. Source: MeshSpec.parametersRef. */
    public static Condition invalidParameters() {
        return Condition.fails(
                ACCEPTED,
                "InvalidParameters",
                "spec.parametersRef is not supported; remove it: the settings of the mesh are those of the installation, sluice.mesh.*");
    }
}
