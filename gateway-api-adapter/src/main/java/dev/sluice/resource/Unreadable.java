package dev.sluice.resource;

/**
 * Why an object could not be read.
 *
 * @param ground whose fault it is
 * @param field such as {@code spec.rules[0].timeouts.request}; empty where the whole object is meant
 * @param cause what was found, and what was expected
 * @param remedy what to do about it
 */
public record Unreadable(Ground ground, String field, String cause, String remedy) {

    /** What is in the way. */
    public enum Ground {
        /** What is written in the object. */
        CONTENT,
        /** Nothing of the object: the gateway has no memory for it now, and reads it when it has. */
        MEMORY
    }

    /** Because of what is written. */
    public Unreadable(String field, String cause, String remedy) {
        this(Ground.CONTENT, field, cause, remedy);
    }
}
