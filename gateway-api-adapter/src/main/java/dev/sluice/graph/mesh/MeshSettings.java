package dev.sluice.graph.mesh;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.resource.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Whether Services are parents of routes.
 *
 * @param served false: a route with a Service as its parent may be another controller's
 * @param failureMode of Services that do not choose one
 * @param agents Service of the agents, whose endpoints say on how many nodes the mesh is served; null: nobody asks
 */
public record MeshSettings(
        boolean served, FailureMode failureMode, @Nullable ObjectName agents) {

    /** Without a mesh. */
    public static final MeshSettings OFF = new MeshSettings(false, FailureMode.OPEN, null);
}
