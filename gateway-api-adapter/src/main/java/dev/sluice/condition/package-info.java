/**
 * The catalogue of every condition that Sluice writes: type, status, reason and message, one factory each.
 *
 * <p>Starts at {@link dev.sluice.condition.Condition}. Takes the values that a message names, gives conditions; judges
 * nothing and knows no object.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.condition;

import org.jspecify.annotations.NullMarked;
