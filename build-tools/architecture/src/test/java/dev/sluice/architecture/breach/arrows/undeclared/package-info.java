/**
 * Leans on what it does not declare.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.arrows.undeclared;

import org.jspecify.annotations.NullMarked;
