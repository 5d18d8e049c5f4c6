/**
 * Knows the Kubernetes client where is decided: the breach.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.client.graph;

import org.jspecify.annotations.NullMarked;
