/**
 * Where objects come from and where their status goes, whatever is behind it: a folder or an API server.
 *
 * <p>Starts at {@link dev.sluice.source.ResourceSource}. Gives a {@code ClusterState}; judges nothing.
 *
 * <p>May depend on: {@code resource}
 */
@NullMarked
package dev.sluice.source;

import org.jspecify.annotations.NullMarked;
