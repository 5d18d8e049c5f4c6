package dev.sluice.table;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to look up. */
record Request(
        String method, String host, String path, @Nullable String query, Map<String, String> headers)
        implements RequestHead {

    /** {@code get("shop.example.com", "/cart?item=1")}. */
    static Request get(String host, String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? new Request("GET", host, target, null, Map.of())
                : new Request("GET", host, target.substring(0, mark), target.substring(mark + 1), Map.of());
    }

    Request method(String other) {
        return new Request(other, host, path, query, headers);
    }

    Request header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Request(method, host, path, query, more);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
