/**
 * The process: {@code main} and nothing else that decides.
 *
 * <p>May depend on: {@code *}
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
