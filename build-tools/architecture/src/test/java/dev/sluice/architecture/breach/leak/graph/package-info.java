/**
 * Reads resources where it may: no breach.
 *
 * <p>May depend on: {@code resource}
 */
@NullMarked
package dev.sluice.architecture.breach.leak.graph;

import org.jspecify.annotations.NullMarked;
