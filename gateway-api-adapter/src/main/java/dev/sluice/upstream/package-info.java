/**
 * Backends as they are used: pools of HTTP/1.1 connections that live over versions of the configuration, the choice of
 * an endpoint, and one exchange with it. Bodies stream both ways and are never gathered.
 *
 * <p>Starts at {@link dev.sluice.upstream.Upstreams}. Takes backends and an {@link
 * dev.sluice.upstream.UpstreamRequest}, gives an {@link dev.sluice.upstream.UpstreamOutcome}; knows no route and no
 * filter.
 *
 * <p>May depend on: {@code message}, {@code config.backend}, {@code answer}
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
