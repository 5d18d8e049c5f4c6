/**
 * Compiles a pattern for the engine that backtracks.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.regex.table;

import org.jspecify.annotations.NullMarked;
