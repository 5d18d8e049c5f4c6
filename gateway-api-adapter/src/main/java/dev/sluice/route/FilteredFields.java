package dev.sluice.route;

import dev.sluice.message.ContentLength;
import dev.sluice.message.FieldSyntax;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Headers as filters have left them, on their way to a wire. Spring takes any text for a name or a value; a line break
 * in one, which a client may have had a filter put there, would be another header or another message.
 */
final class FilteredFields {

    private FilteredFields() {}

    /**
     * The headers of a request. Blanks around a value are no part of it and left out.
     *
     * @throws InvalidField for a name or value that is none
     */
    static HttpHeaders ofRequest(org.springframework.http.HttpHeaders headers) {
        return copy(into -> headers.forEach((name, values) -> values.forEach(value -> into.accept(name, value))));
    }

    /**
     * The headers of a response; see {@link #ofRequest}.
     *
     * @throws InvalidField for a name or value that is none
     */
    static HttpHeaders ofResponse(HttpHeaders headers) {
        return copy(into -> {
            for (Map.Entry<String, String> field : headers) {
                into.accept(field.getKey(), field.getValue());
            }
        });
    }

    private static HttpHeaders copy(Fields fields) {
        HttpHeaders copy =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        fields.forEach((name, value) -> {
            if (!FieldSyntax.isName(name) || !FieldSyntax.isValue(value)) {
                throw new InvalidField(name);
            }
            copy.add(name, value.strip());
        });
        long length = ContentLength.of(copy);
        if (length == ContentLength.UNCLEAR) {
            throw new InvalidField(HttpHeaderNames.CONTENT_LENGTH.toString());
        }
        if (length != ContentLength.NONE
                && copy.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1) {
            copy.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
        return copy;
    }

    @FunctionalInterface
    private interface Fields {
        void forEach(BiConsumer<String, String> field);
    }

    /** A filter set a header that no message can have. Its message names the header and never holds the value. */
    static final class InvalidField extends RuntimeException {

        private static final long serialVersionUID = 1;

        private static final int LONGEST = 64;

        InvalidField(String name) {
            super(printable(name), null, false, false);
        }

        /** A name may be what is wrong, and then have line breaks of its own. */
        private static String printable(String name) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < Math.min(name.length(), LONGEST); i++) {
                char c = name.charAt(i);
                text.append(FieldSyntax.isName(String.valueOf(c)) ? c : '?');
            }
            return text.toString();
        }
    }
}
