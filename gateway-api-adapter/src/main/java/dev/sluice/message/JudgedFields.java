package dev.sluice.message;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/**
 * What HPACK reads a block of fields into: each is judged once, and kept as what the gateway works with. After one that
 * is malformed no more is taken. Source: RFC 9113, sections 8.2 and 8.3.
 */
public abstract class JudgedFields extends DefaultHttp2Headers {

    private final HttpHeaders fields =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private boolean malformed;

    /** Without a field. */
    protected JudgedFields() {
        super(false, 2);
    }

    @Override
    public final Http2Headers add(CharSequence name, CharSequence value) {
        if (!malformed) {
            malformed = !take(AsciiString.of(name), AsciiString.of(value));
        }
        return this;
    }

    /** Keeps a field, and says whether it is well-formed. */
    protected abstract boolean take(AsciiString name, AsciiString value);

    /** Shows the length to Netty's decoder, which looks here for it, to hold the body to it. */
    protected final void showLength(AsciiString value) {
        super.add(HttpHeaderNames.CONTENT_LENGTH, value);
    }

    /** Whether the block may not be used: what it holds is unclear, or not allowed. */
    protected final boolean isMalformed() {
        return malformed;
    }

    /** Those that are kept, without pseudo-headers. */
    protected final HttpHeaders kept() {
        return fields;
    }
}
