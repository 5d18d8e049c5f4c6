/**
 * Routes: hostnames and rules that join matches, filters and backends.
 *
 * <p>Starts at {@link dev.sluice.config.route.Route}. Takes nothing, gives values.
 *
 * <p>May depend on: {@code config.match}, {@code config.filter}, {@code config.backend}
 */
@NullMarked
package dev.sluice.config.route;

import org.jspecify.annotations.NullMarked;
