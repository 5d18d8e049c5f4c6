/**
 * Knows Spring at the server: no breach.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.spring.route;

import org.jspecify.annotations.NullMarked;
