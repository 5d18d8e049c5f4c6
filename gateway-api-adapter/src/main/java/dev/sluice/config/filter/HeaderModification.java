package dev.sluice.config.filter;

import java.util.List;

/**
 * Header changes, applied in the order set, add, remove. Source: HTTPHeaderFilter.
 *
 * @param set replaces every value of the header
 * @param add appends one value more
 * @param remove header names, compared without regard to case
 */
public record HeaderModification(List<HeaderValue> set, List<HeaderValue> add, List<String> remove) {

    public HeaderModification {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /** One header; the value is data and is sent as it is written. */
    public record HeaderValue(String name, String value) {}
}
