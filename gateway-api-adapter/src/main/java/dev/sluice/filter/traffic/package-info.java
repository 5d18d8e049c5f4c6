/**
 * The filters that decide how much may be sent: how many requests, of what size, in what form.
 *
 * <p>Starts at {@link dev.sluice.filter.traffic.RateLimit}.
 *
 * <p>May depend on: {@code filter}, {@code message}, {@code hop}, {@code answer}, {@code program}, {@code text}
 */
@NullMarked
package dev.sluice.filter.traffic;

import org.jspecify.annotations.NullMarked;
