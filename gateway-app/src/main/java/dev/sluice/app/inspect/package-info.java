/**
 * Verbs that look and end: what is wrong with a folder, what becomes of a request, what status objects have. They start
 * neither Spring nor a thread, so that they answer at once.
 *
 * <p>Starts at {@link dev.sluice.app.inspect.Inspection}, which reads folders and has them judged by the pipeline's own
 * stages; {@link dev.sluice.app.inspect.Management} asks a running gateway. Gives text and JSON on the standard output.
 *
 * <p>May depend on: {@code *}
 */
@NullMarked
package dev.sluice.app.inspect;

import org.jspecify.annotations.NullMarked;
