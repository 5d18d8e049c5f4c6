/**
 * Knows Reactor.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.framework.table;

import org.jspecify.annotations.NullMarked;
