package dev.sluice.trace.otel;

import dev.sluice.config.tracing.SpanAttribute;
import dev.sluice.config.tracing.SpanAttribute.Header;
import dev.sluice.config.tracing.SpanAttribute.Standard;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a policy adds to every span.
 *
 * @param requestHeaders lower case names of headers of the request that are needed
 * @param responseHeaders the same of the response
 */
record AddedAttributes(List<SpanAttribute> attributes, List<String> requestHeaders, List<String> responseHeaders) {

    static final AddedAttributes NONE = of(List.of());

    static AddedAttributes of(List<SpanAttribute> attributes) {
        return new AddedAttributes(
                List.copyOf(attributes),
                headers(attributes, Standard.REQUEST_HEADER),
                headers(attributes, Standard.RESPONSE_HEADER));
    }

    /** For one request; headers are read now, as filters may change them later. */
    AddedValues values(HttpHeaders request) {
        return attributes.isEmpty() ? AddedValues.NONE : new AddedValues(this, read(requestHeaders, request));
    }

    static Map<String, List<String>> read(List<String> names, HttpHeaders headers) {
        var values = new TreeMap<String, List<String>>();
        for (String name : names) {
            List<String> all = headers.getAll(name);
            if (!all.isEmpty()) {
                values.put(name, List.copyOf(all));
            }
        }
        return values;
    }

    private static List<String> headers(List<SpanAttribute> attributes, String prefix) {
        return attributes.stream()
                .flatMap(attribute -> switch (attribute) {
                    case Header it -> Stream.of(it.header());
                    case Standard it
                    when it.key().startsWith(prefix) -> Stream.of(it.key().substring(prefix.length()));
                    case Standard _, SpanAttribute.Literal _ -> Stream.<String>of();
                })
                .distinct()
                .toList();
    }
}
