/**
 * The mesh: which Services can be parents of routes, and the objects that show a mesh to its users.
 *
 * <p>Starts at {@link dev.sluice.graph.mesh.ServiceParents}. Takes Services, gives their ports or why there are none;
 * knows no route.
 *
 * <p>May depend on: {@code resource}, {@code condition}, {@code config.listener}, {@code config.mesh},
 * {@code text}
 */
@NullMarked
package dev.sluice.graph.mesh;

import org.jspecify.annotations.NullMarked;
