/**
 * What a request is compared with: hostnames, paths, headers, query parameters, methods.
 *
 * <p>Starts at {@link dev.sluice.config.match.RouteMatch} and {@link dev.sluice.config.match.Hostname}.
 * Takes nothing, gives values; compiles no pattern and reads no request.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.config.match;

import org.jspecify.annotations.NullMarked;
