package dev.sluice.graph.mesh;

import dev.sluice.config.mesh.FailureMode;

/**
 * Whether Services are parents of routes.
 *
 * @param served false: a route with a Service as its parent may be another controller's
 * @param failureMode of Services that do not choose one
 */
public record MeshSettings(boolean served, FailureMode failureMode) {

    /** Without a mesh. */
    public static final MeshSettings OFF = new MeshSettings(false, FailureMode.OPEN);
}
