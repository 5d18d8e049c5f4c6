/**
 * A load at a fixed rate, whatever the server does: the generator of {@code benchmark/compare} for latencies.
 *
 * <p>Starts at {@link dev.sluice.benchmark.openloop.OpenLoop}. Takes the description of a load in a line, gives
 * percentiles in a line. A request's time counts from the moment at which it was due, not from the moment at which it
 * could be sent, so that a server that stands still cannot hide it. Sends GET only, over one event loop.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.benchmark.openloop;

import org.jspecify.annotations.NullMarked;
