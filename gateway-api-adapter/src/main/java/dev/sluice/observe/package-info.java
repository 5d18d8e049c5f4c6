/**
 * What can be seen from outside of requests, streams and configurations: metrics, the access log, the lines of the
 * console.
 *
 * <p>Starts at {@link dev.sluice.observe.RequestObserver}, to which every finished request goes, and at
 * {@link dev.sluice.observe.StreamMetrics}. Takes records, gives
 * lines and meters; changes nothing.
 *
 * <p>May depend on: {@code balance}, {@code config}, {@code config.*}, {@code message}, {@code publish},
 * {@code pipeline}, {@code source}, {@code program}, {@code session}, {@code status.write}, {@code cluster},
 * {@code tls}, {@code stream}, {@code datagram}, {@code trace}, {@code upstream}, {@code filter.access},
 * {@code filter.circuit}, {@code memory}
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
