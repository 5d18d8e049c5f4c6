/**
 * Knows Netty.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.framework.config;

import org.jspecify.annotations.NullMarked;
