/**
 * Connects the watched objects and judges them: who is attached to whom, what is served, and why not. Pure.
 *
 * <p>Starts at {@link dev.sluice.graph.Graph}. Takes a {@code ClusterState}, gives a
 * {@link dev.sluice.graph.Graph} of verdicts on what is ours, and what is {@link dev.sluice.graph.Unclaimed}; reads no
 * clock, file or network and never throws for a user's mistake.
 *
 * <p>May depend on: {@code graph.*}, {@code resource}
 */
@NullMarked
package dev.sluice.graph;

import org.jspecify.annotations.NullMarked;
