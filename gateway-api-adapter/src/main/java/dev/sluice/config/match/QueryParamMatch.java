package dev.sluice.config.match;

/**
 * A condition on one query parameter. Source: HTTPQueryParamMatch.
 *
 * <p>Where a request has the parameter several times, its first value counts.
 *
 * @param name compared to the letter, after percent-decoding
 */
public record QueryParamMatch(String name, ValueMatch value) {}
