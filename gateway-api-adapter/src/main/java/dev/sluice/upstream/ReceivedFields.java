package dev.sluice.upstream;

import dev.sluice.message.ConnectionFields;
import dev.sluice.message.FieldSyntax;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a response or its trailers as HPACK gives them, judges each once, and keeps them as what the
 * gateway works with. Source: RFC 9113, sections 8.2 and 8.3.
 */
final class ReceivedFields extends DefaultHttp2Headers {

    private static final int HIGHEST_STATUS = 599;
    private static final int DIGITS = 3;

    private final HttpHeaders fields =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private @Nullable AsciiString status;
    private boolean malformed;

    ReceivedFields() {
        super(false, 2);
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (!malformed) {
            malformed = !take(AsciiString.of(name), AsciiString.of(value));
        }
        return this;
    }

    private boolean take(AsciiString name, AsciiString value) {
        if (PseudoHeaderName.STATUS.value().equals(name)) {
            boolean leads = status == null && fields.isEmpty();
            status = value;
            return leads;
        }
        // A pseudo-header is no token, so that any other is refused here.
        if (!FieldSyntax.isLowerName(name) || !isValue(value) || ConnectionFields.contains(name)) {
            return false;
        }
        if (HttpHeaderNames.CONTENT_LENGTH.equals(name)) {
            // Where Netty's decoder looks, to hold the body to it.
            super.add(name, value);
        }
        fields.add(name, value);
        return true;
    }

    private static boolean isValue(AsciiString value) {
        return value.isEmpty() || (value.byteAt(0) != ' ' && value.byteAt(0) != '\t' && FieldSyntax.isValue(value));
    }

    /** The codec asks for it to tell interim responses apart. */
    @Override
    public @Nullable CharSequence status() {
        return status;
    }

    /** The status of the response whose head they are; null where they are malformed, or trailers. */
    @Nullable
    HttpResponseStatus responseStatus() {
        AsciiString text = status;
        if (malformed || text == null || text.length() != DIGITS) {
            return null;
        }
        int code = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = text.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            code = code * 10 + digit;
        }
        return code < HttpResponseStatus.CONTINUE.code() || code > HIGHEST_STATUS
                ? null
                : HttpResponseStatus.valueOf(code);
    }

    /** Whether they are fields without a status, as trailers are. */
    boolean areTrailers() {
        return !malformed && status == null;
    }

    /** The fields without the status. */
    HttpHeaders fields() {
        return fields;
    }
}
