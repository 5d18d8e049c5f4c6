package dev.sluice.filter.traffic;

/**
 * What became of a request that asked a limit.
 *
 * @param isServed whether the limit allows it
 * @param left how many more may come now
 * @param resetNanos until the bucket is full; for one that is refused, until the next is served
 */
public record Taken(boolean isServed, long left, long resetNanos) {}
