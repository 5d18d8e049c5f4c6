/**
 * Two connections joined into one: what comes at one goes to the other. For what is not HTTP, or is not any more.
 *
 * <p>Starts at {@link dev.sluice.splice.Splice}. Takes two channels of one event loop that read and take buffers. Does
 * not choose a backend and opens nothing.
 *
 * <p>May depend on: {@code timing}
 */
@NullMarked
package dev.sluice.splice;

import org.jspecify.annotations.NullMarked;
