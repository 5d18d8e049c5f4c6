/**
 * The process: the command line, and the few properties that make the adapter an application.
 *
 * <p>Starts at {@link dev.sluice.app.SluiceApplication}. Takes arguments, gives a running gateway and an exit code;
 * serves nothing itself.
 *
 * <p>May depend on: {@code *}
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
