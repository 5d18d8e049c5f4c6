package dev.sluice.config.filter;

import java.util.Map;

/**
 * A Secret or ConfigMap that an argument of a filter refers to.
 *
 * @param object such as {@code Secret shop/users}
 * @param data its entries as text
 */
public record ReferredObject(String object, Map<String, String> data) {

    public ReferredObject {
        data = Map.copyOf(data);
    }

    /** The name only: contents must not reach a log. */
    @Override
    public String toString() {
        return "ReferredObject[" + object + "]";
    }
}
