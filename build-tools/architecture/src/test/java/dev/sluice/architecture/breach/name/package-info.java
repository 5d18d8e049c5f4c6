/**
 * Names that say nothing.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.name;

import org.jspecify.annotations.NullMarked;
