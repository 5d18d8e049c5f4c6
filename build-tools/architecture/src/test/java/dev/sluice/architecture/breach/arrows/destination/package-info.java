/**
 * What the others lean on.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.arrows.destination;

import org.jspecify.annotations.NullMarked;
