/**
 * What everything that talks to an API server shares: the objects as they were sent last, who may write, a loop for
 * what is written, and how long to wait where a write does not stay.
 *
 * <p>Starts at {@link dev.sluice.cluster.StoredObjects}. Knows no kind of object.
 *
 * <p>May depend on: {@code resource}, {@code cluster.api}, {@code text}
 */
@NullMarked
package dev.sluice.cluster;

import org.jspecify.annotations.NullMarked;
