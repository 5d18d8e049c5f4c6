package dev.sluice.edge.wire;

import dev.sluice.message.ConnectionFields;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The headers or trailers of a response as HPACK reads them: a view, so that they are not copied. Names are in lower
 * case, and those that mean an HTTP/1.1 connection are left out: RFC 9113, section 8.2.
 */
final class ResponseFields extends DefaultHttp2Headers {

    private final @Nullable AsciiString status;
    private final HttpHeaders fields;

    private ResponseFields(@Nullable AsciiString status, HttpHeaders fields) {
        super(false, 2);
        this.status = status;
        this.fields = fields;
    }

    /** The headers; not to be changed until they are written. */
    static ResponseFields head(AsciiString status, HttpHeaders headers) {
        return new ResponseFields(status, headers);
    }

    /** The trailers; not to be changed until they are written. */
    static ResponseFields trailers(HttpHeaders trailers) {
        return new ResponseFields(null, trailers);
    }

    @Override
    public @Nullable CharSequence status() {
        return status;
    }

    @Override
    public int size() {
        return fields.size() + (status == null ? 0 : 1);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
        return new View(status, fields.iteratorCharSequence());
    }

    /** Gives one entry again and again, which its reader does not keep. */
    private static final class View
            implements Iterator<Map.Entry<CharSequence, CharSequence>>, Map.Entry<CharSequence, CharSequence> {

        private final Iterator<Map.Entry<CharSequence, CharSequence>> fields;
        private @Nullable CharSequence nextName;
        private @Nullable CharSequence nextValue;
        private CharSequence name = AsciiString.EMPTY_STRING;
        private CharSequence value = AsciiString.EMPTY_STRING;

        View(@Nullable AsciiString status, Iterator<Map.Entry<CharSequence, CharSequence>> fields) {
            this.fields = fields;
            if (status == null) {
                advance();
            } else {
                nextName = PseudoHeaderName.STATUS.value();
                nextValue = status;
            }
        }

        private void advance() {
            nextName = null;
            while (nextName == null && fields.hasNext()) {
                Map.Entry<CharSequence, CharSequence> field = fields.next();
                AsciiString lower = AsciiString.of(field.getKey()).toLowerCase();
                if (!ConnectionFields.contains(lower)) {
                    nextName = lower;
                    nextValue = field.getValue();
                }
            }
        }

        @Override
        public boolean hasNext() {
            return nextName != null;
        }

        @Override
        public Map.Entry<CharSequence, CharSequence> next() {
            if (nextName == null || nextValue == null) {
                throw new NoSuchElementException();
            }
            name = nextName;
            value = nextValue;
            advance();
            return this;
        }

        @Override
        public CharSequence getKey() {
            return name;
        }

        @Override
        public CharSequence getValue() {
            return value;
        }

        @Override
        public CharSequence setValue(CharSequence newValue) {
            throw new UnsupportedOperationException("a view");
        }
    }
}
