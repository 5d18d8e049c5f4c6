/**
 * Knows Spring.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.framework.graph.route;

import org.jspecify.annotations.NullMarked;
