/**
 * The way in through Spring Cloud Gateway: every rule is one of its Routes, runs behind a team's own filters, and is
 * listed by its actuator.
 *
 * <p>Starts at {@link dev.sluice.route.DataPlaneHandler}, to which every request of a data port comes, and {@link
 * dev.sluice.route.ScgRuleCompiler}, which prepares what it runs. Takes a table and requests, gives responses. Does not
 * decide which rule a request takes, nor what the rule does to it.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code message}, {@code table}, {@code program}, {@code answer},
 * {@code edge}, {@code hop}, {@code listen}, {@code observe}
 */
@NullMarked
package dev.sluice.route;

import org.jspecify.annotations.NullMarked;
