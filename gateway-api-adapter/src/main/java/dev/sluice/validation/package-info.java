/**
 * What the API server would say to an object: one file for each kind, written from the specification.
 *
 * <p>Starts at {@link dev.sluice.validation.Admission}. Takes one object as a JSON tree, from a file or an API server.
 * Gives it back with the API server's defaults and every violation at once. The fields are the union of what Gateway
 * API v1.1.0 to v1.7.0 serve, experimental channel included, so that an object written for any of them is read; limits
 * and rules are those of v1.7.0. A corpus of objects keeps the verdicts equal to those of an API server. Rules that
 * compare with an earlier version of the object (immutable fields) are not asked. Does not look at other objects: that
 * is the work of {@code graph}.
 *
 * <p>May depend on: {@code validation.schema}, {@code resource}
 */
@NullMarked
package dev.sluice.validation;

import org.jspecify.annotations.NullMarked;
