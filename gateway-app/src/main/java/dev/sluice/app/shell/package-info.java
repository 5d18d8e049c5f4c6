/**
 * What all verbs of the command line share.
 *
 * <p>Starts at {@link dev.sluice.app.shell.Verb}. Takes and gives nothing of Sluice.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.app.shell;

import org.jspecify.annotations.NullMarked;
