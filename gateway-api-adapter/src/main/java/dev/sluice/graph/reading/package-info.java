/**
 * How objects are judged, whatever they are: each by itself, so that a bug about one is not everybody's, and again only
 * when something has changed that was asked for.
 *
 * <p>Starts at {@link dev.sluice.graph.reading.Reading}. Takes states, gives objects and verdicts that still hold;
 * knows no rule of Gateway API.
 *
 * <p>May depend on: {@code resource}, {@code memory}
 */
@NullMarked
package dev.sluice.graph.reading;

import org.jspecify.annotations.NullMarked;
