package dev.sluice.resource;

import java.time.Duration;

/**
 * Limits the retries towards a Service. Source: RetryConstraint of xbackendtrafficpolicy_types.go, GEP-3388.
 *
 * @param percent 0-100, of the requests of the interval; 20 where none is given
 * @param interval 1 s to 1 h; 10 s where none is given
 * @param count retries that are made whatever the percentage, 1-1000000; 10 where none is given
 * @param per the time for which the count is, up to 1 h; 1 s where none is given
 */
public record RetryConstraint(int percent, Duration interval, int count, Duration per) {}
