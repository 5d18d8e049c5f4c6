package dev.sluice.trace.otel;

import dev.sluice.config.tracing.SpanAttribute;
import dev.sluice.config.tracing.SpanAttribute.Standard;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a policy adds to the spans of one request. Belongs to the event loop of the request. */
final class AddedValues {

    static final AddedValues NONE = new AddedValues(AddedAttributes.NONE, Map.of());

    /** The others are texts. */
    private static final Set<String> NUMBERS = Set.of("http.response.status_code", "server.port");

    private final AddedAttributes added;
    private final Map<String, List<String>> request;
    private Map<String, List<String>> response = Map.of();

    AddedValues(AddedAttributes added, Map<String, List<String>> request) {
        this.added = added;
        this.request = request;
    }

    /** The same for a request of our own that belongs to this one. */
    AddedValues withoutResponse() {
        return added.attributes().isEmpty() ? NONE : new AddedValues(added, request);
    }

    /** Takes note of a backend's response; of several attempts the last one counts. */
    void received(HttpHeaders headers) {
        if (!added.responseHeaders().isEmpty()) {
            response = AddedAttributes.read(added.responseHeaders(), headers);
        }
    }

    /**
     * Writes all of them into a span that has everything else.
     *
     * @param url of the request that the span is of
     */
    void write(Span span, SpanUrl url) {
        for (SpanAttribute attribute : added.attributes()) {
            switch (attribute) {
                case SpanAttribute.Literal(var name, var value) -> span.setAttribute(name, value);
                case SpanAttribute.Header(var name, var header) -> {
                    List<String> values = request.getOrDefault(header, response.getOrDefault(header, List.of()));
                    if (!values.isEmpty()) {
                        span.setAttribute(name, String.join(",", values));
                    }
                }
                case Standard(var name, var key) -> write(span, name, key, url);
            }
        }
    }

    private void write(Span span, String name, String key, SpanUrl url) {
        switch (key) {
            case "url.full" -> set(span, name, url.whole());
            case "url.query" -> set(span, name, url.query());
            case "network.protocol.name" -> span.setAttribute(name, "http");
            case "network.transport" -> span.setAttribute(name, "tcp");
            case String header
            when header.startsWith(Standard.REQUEST_HEADER) ->
                set(span, name, request.get(header.substring(Standard.REQUEST_HEADER.length())));
            case String header
            when header.startsWith(Standard.RESPONSE_HEADER) ->
                set(span, name, response.get(header.substring(Standard.RESPONSE_HEADER.length())));
            default -> copy(span, name, key);
        }
    }

    /** The span has it under its own key. */
    private static void copy(Span span, String name, String key) {
        if (!(span instanceof ReadableSpan written)) {
            return;
        }
        if (NUMBERS.contains(key)) {
            Long number = written.getAttribute(AttributeKey.longKey(key));
            if (number != null) {
                span.setAttribute(name, number);
            }
        } else {
            set(span, name, written.getAttribute(AttributeKey.stringKey(key)));
        }
    }

    private static void set(Span span, String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }

    private static void set(Span span, String name, @Nullable List<String> values) {
        if (values != null) {
            span.setAttribute(AttributeKey.stringArrayKey(name), values);
        }
    }
}
