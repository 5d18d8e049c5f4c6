/**
 * What the others lean on.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.arrows.target;

import org.jspecify.annotations.NullMarked;
