/**
 * What HTTP and its custom ask of a gateway in the headers of the messages that it hands on: who sent them, by which
 * way, and when.
 *
 * <p>Starts at {@link dev.sluice.hop.ForwardedHeaders}. Takes headers and changes them; knows neither routes nor
 * filters, and nothing of bodies.
 *
 * <p>May depend on: {@code message}, {@code text}
 */
@NullMarked
package dev.sluice.hop;

import org.jspecify.annotations.NullMarked;
