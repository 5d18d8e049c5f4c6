/**
 * Backends as they are used: connections that live over versions of the configuration, and exchanges over them. An own
 * client on bare Netty: everything about a request happens on its event loop, bodies stream both ways and are never
 * gathered.
 *
 * <p>Starts at {@link dev.sluice.upstream.Upstreams}. Takes backends and an {@link
 * dev.sluice.upstream.UpstreamRequest}, gives an {@link dev.sluice.upstream.UpstreamOutcome}; knows no route and no
 * filter.
 *
 * <p>May depend on: {@code message}, {@code config.backend}, {@code config.tls}, {@code answer}, {@code balance},
 * {@code http2}, {@code memory}, {@code splice}, {@code text}, {@code timing}, {@code tls}
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
