/**
 * What lookup and building of a route table cost, with plain Spring Cloud Gateway beside them, and what programs cost.
 *
 * <p>Starts at {@link dev.sluice.benchmark.LookupBenchmark}. Takes a {@link dev.sluice.benchmark.Workload}, gives times
 * and allocations. Does not prove that an answer is right: the tests of {@code table} do.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code table}, {@code program},
 * {@code upstream}, {@code message}, {@code hop}, {@code answer}
 */
@NullMarked
package dev.sluice.benchmark;

import org.jspecify.annotations.NullMarked;
