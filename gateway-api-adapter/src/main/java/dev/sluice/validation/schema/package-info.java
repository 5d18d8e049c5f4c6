/**
 * A small language to say what an object may hold, and the check of an object against it.
 *
 * <p>Starts at {@link dev.sluice.validation.schema.Check}. Takes a JSON tree, as a file or an API server gives it, and
 * a {@link dev.sluice.validation.schema.Schema}. Gives the defaults filled in and every {@link
 * dev.sluice.validation.schema.Violation} at once. Knows no kind, no file and no line.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.validation.schema;

import org.jspecify.annotations.NullMarked;
