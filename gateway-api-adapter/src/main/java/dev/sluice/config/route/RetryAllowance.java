package dev.sluice.config.route;

import java.time.Duration;

/**
 * How many retries a backend gets, from all rules together. A retry is made if it is within one of the two limits.
 * Source: RetryConstraint, GEP-3388.
 *
 * @param percent 0-100, of the requests that came within the interval
 * @param interval 1 s to 1 h
 * @param minimum retries within {@code per} that are made whatever the percentage, 1-1000000
 * @param per above zero, up to 1 h
 */
public record RetryAllowance(int percent, Duration interval, int minimum, Duration per) {}
