/**
 * Timers of event loops: many deadlines, most of which are cancelled, for the price of a few list operations.
 *
 * <p>Starts at {@link dev.sluice.timing.TimerWheel}. Takes a {@link dev.sluice.timing.Deadline} and a delay, and calls
 * it on its event loop when the delay is over. Makes no thread.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.timing;

import org.jspecify.annotations.NullMarked;
