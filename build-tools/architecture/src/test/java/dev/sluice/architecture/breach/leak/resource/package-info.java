/**
 * Stands for the resources.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.leak.resource;

import org.jspecify.annotations.NullMarked;
