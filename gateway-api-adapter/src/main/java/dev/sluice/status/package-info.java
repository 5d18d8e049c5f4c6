/**
 * What the status of each object shall say, from the verdicts of the graph and from what was measured to be served.
 *
 * <p>Starts at {@link dev.sluice.status.Statuses}. Takes a {@code Graph} and what is {@code Served}, gives documents;
 * writes none and reads no clock.
 *
 * <p>May depend on: {@code graph}, {@code graph.*}, {@code resource}, {@code condition}, {@code publish},
 * {@code memory}, {@code config.listener}, {@code config.route}
 */
@NullMarked
package dev.sluice.status;

import org.jspecify.annotations.NullMarked;
