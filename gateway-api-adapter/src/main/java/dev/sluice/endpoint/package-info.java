/**
 * The actuator endpoints {@code sluice}, what is served and why, and {@code page}, which shows it to people. Read-only.
 *
 * <p>Starts at {@link dev.sluice.endpoint.SluiceEndpoint}. Takes what the pipeline did, gives plain values for JSON;
 * never shows a private key.
 *
 * <p>May depend on: {@code balance}, {@code config}, {@code config.*}, {@code graph}, {@code graph.mesh},
 * {@code listen}, {@code mesh}, {@code publish}, {@code resource}, {@code observe}, {@code pipeline}, {@code source},
 * {@code entry}, {@code route}, {@code status}, {@code upstream}
 */
@NullMarked
package dev.sluice.endpoint;

import org.jspecify.annotations.NullMarked;
