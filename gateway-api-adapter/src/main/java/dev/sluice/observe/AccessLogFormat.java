package dev.sluice.observe;

/** How lines of the access log are written. */
public enum AccessLogFormat {
    /** Each as an object with all fields. */
    JSON,
    /** Short, for people. */
    TEXT,
    /** Short, with all fields as key-value pairs, which a structured format of the application writes. */
    STRUCTURED
}
