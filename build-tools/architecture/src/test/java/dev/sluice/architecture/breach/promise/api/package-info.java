/**
 * What an application may name.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.promise.api;

import org.jspecify.annotations.NullMarked;
