/**
 * Reads resources in the data plane.
 *
 * <p>May depend on: {@code resource}
 */
@NullMarked
package dev.sluice.architecture.breach.leak.table;

import org.jspecify.annotations.NullMarked;
