/**
 * Does not say what it leans on.
 */
@NullMarked
package dev.sluice.architecture.breach.arrows.silent;

import org.jspecify.annotations.NullMarked;
