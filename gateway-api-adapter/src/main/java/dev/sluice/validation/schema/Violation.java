package dev.sluice.validation.schema;

/**
 * One thing that the API server would refuse.
 *
 * @param field such as {@code spec.rules[0].matches}; empty where the whole object is meant
 * @param cause the value found and what was expected, or the specification's sentence
 * @param remedy what to do about it
 */
public record Violation(String field, String cause, String remedy) {}
