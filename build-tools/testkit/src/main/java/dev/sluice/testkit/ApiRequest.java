package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request that an API server got.
 *
 * @param uri path and query, as they came
 * @param contentType empty where none was sent
 * @param accept empty where none was sent
 */
public record ApiRequest(String method, String uri, String contentType, String accept, String body) {

    static ApiRequest of(HttpExchange exchange) throws IOException {
        return new ApiRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                header(exchange, "Content-Type"),
                header(exchange, "Accept"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** Such as {@code GET /api/v1/namespaces/shop/services/cart}. */
    public String target() {
        return method + " " + uri;
    }

    String path() {
        return URI.create(uri).getPath();
    }

    Map<String, String> query() {
        return query(URI.create(uri).getRawQuery());
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new TreeMap<String, String>();
        Stream.of(raw == null ? new String[0] : raw.split("&", -1)).forEach(pair -> {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        });
        return query;
    }
}
