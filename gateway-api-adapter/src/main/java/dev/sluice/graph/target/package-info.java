/**
 * Targets of policies: which of several policies has one.
 *
 * <p>Starts at {@link dev.sluice.graph.target.TargetHolders}. Takes policies, gives for each target the one that is in
 * effect; does not know what it asks for.
 *
 * <p>May depend on: {@code graph.reading}, {@code resource}, {@code condition},
 * {@code config.listener}
 */
@NullMarked
package dev.sluice.graph.target;

import org.jspecify.annotations.NullMarked;
