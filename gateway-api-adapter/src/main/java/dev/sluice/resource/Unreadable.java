package dev.sluice.resource;

/**
 * Why an object could not be read.
 *
 * @param field such as {@code spec.rules[0].timeouts.request}; empty where the whole object is meant
 * @param cause what was found, and what was expected
 * @param remedy what to do about it
 */
public record Unreadable(String field, String cause, String remedy) {}
