/**
 * Whether a reference may leave its namespace: the only place that decides it, closed by default.
 *
 * <p>Starts at {@link dev.sluice.graph.grant.Grants}. Takes ReferenceGrants, answers
 * yes or no; does not look whether the object exists.
 *
 * <p>May depend on: {@code resource}
 */
@NullMarked
package dev.sluice.graph.grant;

import org.jspecify.annotations.NullMarked;
