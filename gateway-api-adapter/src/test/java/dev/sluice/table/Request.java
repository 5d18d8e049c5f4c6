package dev.sluice.table;

import dev.sluice.config.listener.ClientValidation;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request to look up. */
record Request(
        String method,
        String host,
        @Nullable String serverName,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        @Nullable ClientValidation validation,
        @Nullable String clientNamespace)
        implements RequestHead {

    /** {@code get("shop.example.com", "/cart?item=1")}. */
    static Request get(String host, String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? new Request("GET", host, null, target, null, Map.of(), null, null)
                : new Request(
                        "GET", host, null, target.substring(0, mark), target.substring(mark + 1), Map.of(), null, null);
    }

    Request method(String other) {
        return new Request(other, host, serverName, path, query, headers, validation, clientNamespace);
    }

    /** Over a connection whose TLS handshake asked for this name. */
    Request over(@Nullable String name) {
        return new Request(method, host, name, path, query, headers, validation, clientNamespace);
    }

    /** Over a connection whose TLS handshake asked the client for this. */
    Request judgedBy(@Nullable ClientValidation asked) {
        return new Request(method, host, serverName, path, query, headers, asked, clientNamespace);
    }

    /** Sent by a pod of this namespace. */
    Request from(@Nullable String namespace) {
        return new Request(method, host, serverName, path, query, headers, validation, namespace);
    }

    @Override
    public boolean isJudgedBy(@Nullable ClientValidation asked) {
        return Objects.equals(validation, asked);
    }

    Request header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Request(method, host, serverName, path, query, more, validation, clientNamespace);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
