package dev.sluice.table;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to look up. */
record Request(
        String method,
        String host,
        @Nullable String serverName,
        String path,
        @Nullable String query,
        Map<String, String> headers)
        implements RequestHead {

    /** {@code get("shop.example.com", "/cart?item=1")}. */
    static Request get(String host, String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? new Request("GET", host, null, target, null, Map.of())
                : new Request("GET", host, null, target.substring(0, mark), target.substring(mark + 1), Map.of());
    }

    Request method(String other) {
        return new Request(other, host, serverName, path, query, headers);
    }

    /** Over a connection whose TLS handshake asked for this name. */
    Request over(@Nullable String name) {
        return new Request(method, host, name, path, query, headers);
    }

    Request header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Request(method, host, serverName, path, query, more);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
