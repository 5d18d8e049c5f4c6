/**
 * Ports of Services whose traffic a node agent serves by the routes that are attached to them.
 *
 * <p>Starts at {@link dev.sluice.config.mesh.MeshPort}. Takes nothing, gives values.
 *
 * <p>May depend on: {@code config.listener}
 */
@NullMarked
package dev.sluice.config.mesh;

import org.jspecify.annotations.NullMarked;
