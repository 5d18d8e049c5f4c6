/**
 * Knows Spring away from the server.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.spring.pipeline;

import org.jspecify.annotations.NullMarked;
