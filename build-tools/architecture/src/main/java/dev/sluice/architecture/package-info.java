/**
 * The rules on how packages may lean on each other; the tests of this module plant a breach for each.
 *
 * <p>Starts at {@link dev.sluice.architecture.ArchitectureRules}. The rules take the root package as a parameter, so
 * that the same code judges the real classes and the breaches below {@code breach}.
 */
@NullMarked
package dev.sluice.architecture;

import org.jspecify.annotations.NullMarked;
