/**
 * The other half of a cycle.
 *
 * <p>May depend on: {@code a}
 */
@NullMarked
package dev.sluice.architecture.breach.cycle.b;

import org.jspecify.annotations.NullMarked;
