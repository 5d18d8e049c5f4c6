/**
 * Objects as JSON trees into the records of {@code resource}; one file for each kind.
 *
 * <p>Starts at {@link dev.sluice.source.decode.ObjectDecoder}. Takes trees that {@code validation} found good, with the
 * API server's defaults filled in, and so never refuses one. Gives records. It stands apart from {@code resource},
 * which has no JSON type, and from the sources, which all use it.
 *
 * <p>May depend on: {@code resource}, {@code memory}
 */
@NullMarked
package dev.sluice.source.decode;

import org.jspecify.annotations.NullMarked;
