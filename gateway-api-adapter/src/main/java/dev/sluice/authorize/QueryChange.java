package dev.sluice.authorize;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an authorizer does to the query of a request: removes parameters, then sets others. Source:
 * OkHttpResponse.query_parameters_to_remove, query_parameters_to_set.
 *
 * @param set name to value, both decoded
 * @param remove names, decoded
 */
record QueryChange(Map<String, String> set, Set<String> remove) {

    static final QueryChange NONE = new QueryChange(Map.of(), Set.of());

    QueryChange {
        set = new LinkedHashMap<>(set);
        remove = new LinkedHashSet<>(remove);
    }

    /**
     * The query as the backend gets it. Parameters that nobody names stay as the client wrote them.
     *
     * @param query raw; null for none
     */
    @Nullable
    String apply(@Nullable String query) {
        if (set.isEmpty() && remove.isEmpty()) {
            return query;
        }
        List<String> parts = new ArrayList<>();
        if (query != null) {
            for (String part : query.split("&", -1)) {
                String name = name(part);
                if (!part.isEmpty() && !set.containsKey(name) && !remove.contains(name)) {
                    parts.add(part);
                }
            }
        }
        set.forEach((name, value) -> parts.add(encoded(name, value)));
        return parts.isEmpty() ? null : String.join("&", parts);
    }

    /** Where it cannot be decoded, nobody can mean it but by its octets. */
    private static String name(String part) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException undecodable) {
            return name;
        }
    }

    private static String encoded(String name, String value) {
        var encoder = new QueryStringEncoder("");
        encoder.addParam(name, value);
        return encoder.toString().substring(1);
    }
}
