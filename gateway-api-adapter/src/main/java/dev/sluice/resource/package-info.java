/**
 * The watched objects as records, whatever served version they came in, and the immutable picture of all of them.
 *
 * <p>Starts at {@link dev.sluice.resource.ClusterState}; {@link dev.sluice.resource.Kinds} is the one table of kinds
 * that are read. Field names are those of the Kubernetes objects; what an
 * object leaves out is null or empty here, unless the API server has a default for it, which is then filled in.
 * Judges nothing: that is the work of {@code validation} and {@code graph}.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.resource;

import org.jspecify.annotations.NullMarked;
