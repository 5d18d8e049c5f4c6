/**
 * Reaches the engine that backtracks through a string.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.regex.program;

import org.jspecify.annotations.NullMarked;
