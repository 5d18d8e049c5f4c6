/**
 * The actuator endpoint {@code sluice}: what is served and why. Read-only.
 *
 * <p>Starts at {@link dev.sluice.endpoint.SluiceEndpoint}. Takes what the pipeline did, gives plain values for JSON;
 * never shows a private key.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code listen}, {@code publish}, {@code resource},
 * {@code pipeline}, {@code source}, {@code entry}, {@code route}
 */
@NullMarked
package dev.sluice.endpoint;

import org.jspecify.annotations.NullMarked;
