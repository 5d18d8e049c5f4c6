package dev.sluice.observe;

import org.jspecify.annotations.Nullable;

/** Where the fields of one line of the access log are written, in their order. */
interface LogFields {

    /** Longer values are cut: clients choose most of them. */
    int LONGEST = 2048;

    /** Nothing where there is no value. */
    default void text(String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            put(key, value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…");
        }
    }

    /** A value that is there and short enough. */
    void put(String key, String value);

    /** A number. */
    void number(String key, long value);
}
