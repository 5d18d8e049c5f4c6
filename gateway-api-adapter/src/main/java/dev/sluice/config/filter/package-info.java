/**
 * What a rule does to a request or response, as values.
 *
 * <p>Starts at {@link dev.sluice.config.filter.RouteFilter}. Takes nothing, gives values; applies none of them.
 *
 * <p>May depend on: {@code config.backend}
 */
@NullMarked
package dev.sluice.config.filter;

import org.jspecify.annotations.NullMarked;
