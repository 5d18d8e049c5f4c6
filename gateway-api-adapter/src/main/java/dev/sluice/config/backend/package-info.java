/**
 * Where requests go: backends and their endpoints.
 *
 * <p>Starts at {@link dev.sluice.config.backend.Backend}. Takes nothing, gives values; opens no connection.
 *
 * <p>May depend on: {@code config.tls}
 */
@NullMarked
package dev.sluice.config.backend;

import org.jspecify.annotations.NullMarked;
