package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The headers or trailers of a message as HPACK writes them: a view, so that they are not copied. Names are in lower
 * case, and those that mean an HTTP/1.1 connection are left out. To be iterated only, and not to be changed until it is
 * written. Source: RFC 9113, sections 8.2 and 8.3.
 */
public final class FieldBlock extends CodecFields {

    private static final CharSequence[] NONE = {};
    private static final CharSequence[] TE = {HttpHeaderNames.TE, HttpHeaderValues.TRAILERS};
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");

    private final CharSequence[] first;
    private final HttpHeaders fields;
    private final CharSequence[] last;
    private final boolean isRequest;

    private FieldBlock(CharSequence[] first, HttpHeaders fields, boolean isRequest) {
        this.first = first;
        this.fields = fields;
        this.last = isRequest ? TE : NONE;
        this.isRequest = isRequest;
    }

    /**
     * The head of a request. Host becomes :authority.
     *
     * <p>TE is of one connection, so what a client wrote there says nothing about the next. {@code trailers} is said
     * always: it means that trailers are not thrown away here, which holds for every response, and servers of gRPC
     * refuse requests without it. Source: RFC 9110, section 10.1.4.
     *
     * @param secure whether it is sent by TLS
     */
    public static FieldBlock request(AsciiString method, boolean secure, String target, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        CharSequence[] pseudo = new CharSequence[host == null ? 6 : 8];
        pseudo[0] = PseudoHeaderName.METHOD.value();
        pseudo[1] = method;
        pseudo[2] = PseudoHeaderName.SCHEME.value();
        pseudo[3] = secure ? HTTPS : HTTP;
        pseudo[4] = PseudoHeaderName.PATH.value();
        pseudo[5] = target;
        if (host != null) {
            pseudo[6] = PseudoHeaderName.AUTHORITY.value();
            pseudo[7] = host;
        }
        return new FieldBlock(pseudo, headers, true);
    }

    /** The head of a response. */
    public static FieldBlock response(AsciiString status, HttpHeaders headers) {
        return new FieldBlock(new CharSequence[] {PseudoHeaderName.STATUS.value(), status}, headers, false);
    }

    /** Trailers. */
    public static FieldBlock trailers(HttpHeaders trailers) {
        return new FieldBlock(NONE, trailers, false);
    }

    /** The codec asks for it to tell interim responses apart. */
    @Override
    public @Nullable CharSequence status() {
        return first.length == 2 ? first[1] : null;
    }

    @Override
    public int size() {
        return (first.length + last.length) / 2 + fields.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
        return new View();
    }

    /** Whether it is another one's to say. */
    private boolean isLeftOut(AsciiString name) {
        return ConnectionFields.contains(name)
                || (isRequest && (HttpHeaderNames.HOST.equals(name) || HttpHeaderNames.TE.equals(name)));
    }

    /** Gives one entry again and again, which its reader does not keep. */
    private final class View
            implements Iterator<Map.Entry<CharSequence, CharSequence>>, Map.Entry<CharSequence, CharSequence> {

        private final Iterator<Map.Entry<CharSequence, CharSequence>> remaining = fields.iteratorCharSequence();
        private int ofFirst;
        private int ofLast;
        private @Nullable CharSequence nextName;
        private @Nullable CharSequence nextValue;
        private CharSequence name = AsciiString.EMPTY_STRING;
        private CharSequence value = AsciiString.EMPTY_STRING;

        View() {
            advance();
        }

        private void advance() {
            nextName = null;
            if (ofFirst < first.length) {
                nextName = first[ofFirst++];
                nextValue = first[ofFirst++];
                return;
            }
            while (nextName == null && remaining.hasNext()) {
                Map.Entry<CharSequence, CharSequence> field = remaining.next();
                AsciiString lower = AsciiString.of(field.getKey()).toLowerCase();
                if (!isLeftOut(lower)) {
                    nextName = lower;
                    nextValue = field.getValue();
                }
            }
            if (nextName == null && ofLast < last.length) {
                nextName = last[ofLast++];
                nextValue = last[ofLast++];
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
