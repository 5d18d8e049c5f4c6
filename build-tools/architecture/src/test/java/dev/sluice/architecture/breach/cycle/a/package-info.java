/**
 * One half of a cycle.
 *
 * <p>May depend on: {@code b}
 */
@NullMarked
package dev.sluice.architecture.breach.cycle.a;

import org.jspecify.annotations.NullMarked;
