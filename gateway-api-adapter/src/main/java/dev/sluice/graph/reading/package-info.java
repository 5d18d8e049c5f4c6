/**
 * How objects are judged, whatever they are: each by itself, so that a bug about one is not everybody's.
 *
 * <p>Starts at {@link dev.sluice.graph.reading.Bulkhead}. Takes an object and how it is judged, gives the verdict;
 * knows no rule of Gateway API.
 *
 * <p>May depend on: {@code resource}
 */
@NullMarked
package dev.sluice.graph.reading;

import org.jspecify.annotations.NullMarked;
