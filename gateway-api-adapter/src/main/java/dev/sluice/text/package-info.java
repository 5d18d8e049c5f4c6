/**
 * Text that others wrote, made fit to be shown or to be a name; and failures of theirs in words.
 *
 * <p>Starts at {@link dev.sluice.text.LogLine}. Takes and gives text; knows nothing of what it says.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.text;

import org.jspecify.annotations.NullMarked;
