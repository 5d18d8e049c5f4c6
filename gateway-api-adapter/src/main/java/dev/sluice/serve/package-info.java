/**
 * The data plane put together: takes a configuration, prepares everything that it asks for, then lets requests see it.
 *
 * <p>Starts at {@link dev.sluice.serve.DataPlane}. Takes a {@code GatewayConfig}, gives what is really served. Does not
 * read a request.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code publish}, {@code listen}, {@code upstream}, {@code table},
 * {@code entry}, {@code mesh}, {@code observe}, {@code stream}
 */
@NullMarked
package dev.sluice.serve;

import org.jspecify.annotations.NullMarked;
