/**
 * Leans on what it declares: no breach.
 *
 * <p>May depend on: {@code destination}
 */
@NullMarked
package dev.sluice.architecture.breach.arrows.declared;

import org.jspecify.annotations.NullMarked;
