package dev.sluice.store;

import java.time.Duration;

/**
 * Limits of the store.
 *
 * @param timeout the longest time that a lookup waits for Redis; above zero
 * @param flushInterval between two writes of last uses; above zero
 * @param maxPending sessions whose last use waits to be written, and as many whose written last use is kept in memory;
 *     above zero
 * @param sessionTime how long a session without any timeout is remembered after its last use; above zero
 * @param revocationTime how long a revocation is remembered at least; above zero
 */
public record StoreSettings(
        Duration timeout, Duration flushInterval, int maxPending, Duration sessionTime, Duration revocationTime) {}
