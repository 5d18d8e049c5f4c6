/**
 * What everything that talks to an API server shares: the objects as they were sent last, who may write, and a loop for
 * what is written.
 *
 * <p>Starts at {@link dev.sluice.cluster.StoredObjects}. Knows no kind of object.
 *
 * <p>May depend on: {@code resource}
 */
@NullMarked
package dev.sluice.cluster;

import org.jspecify.annotations.NullMarked;
