/**
 * What a node agent of the mesh asks of its node: that connections to Services with routes reach the agent.
 *
 * <p>Starts at {@link dev.sluice.mesh.Steering}. Takes ClusterIPs and ports; gives nothing back, for the node steers.
 * Knows neither Kubernetes nor how a node does it.
 *
 * <p>May depend on: {@code config.mesh}
 */
@NullMarked
package dev.sluice.mesh;

import org.jspecify.annotations.NullMarked;
