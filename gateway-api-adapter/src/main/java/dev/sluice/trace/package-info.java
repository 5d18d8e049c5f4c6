/**
 * The trace of a request, as the code that serves the request sees it: which ids it has, and when an attempt to reach a
 * backend begins and ends.
 *
 * <p>Starts at {@link dev.sluice.trace.RequestTrace}. Takes headers and outcomes; knows no tracing library, so that
 * nothing here needs one.
 *
 * <p>May depend on: {@code config.backend}, {@code message}
 */
@NullMarked
package dev.sluice.trace;

import org.jspecify.annotations.NullMarked;
