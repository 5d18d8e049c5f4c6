/**
 * The filters that decide who may send a request: by address, password, key or token. Each refuses what it cannot
 * verify, and gives the backend the name that it verified in a header that no client can write.
 *
 * <p>Starts at {@link dev.sluice.filter.access.IpAccess}, the smallest of them.
 *
 * <p>May depend on: {@code filter}, {@code config.filter}, {@code message}, {@code hop}, {@code answer},
 * {@code program}, {@code text}, {@code upstream}
 */
@NullMarked
package dev.sluice.filter.access;

import org.jspecify.annotations.NullMarked;
