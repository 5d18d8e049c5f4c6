package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the store is doing.
 *
 * @param isUsed false: it failed and is kept away from, or is not connected yet
 * @param since when that began
 * @param problem cause and fix; null: none
 * @param failures of operations since the start
 * @param pending sessions whose last use is not written yet
 */
public record StoreState(
        boolean isUsed, Instant since, @Nullable String problem, long failures, int pending) {}
