package dev.sluice.message;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.stream.Stream;

/**
 * What HPACK reads a block of fields into: each is judged once, and kept as what the gateway works with. After one that
 * is malformed no more is taken. Source: RFC 9113, sections 8.2 and 8.3.
 */
public abstract class JudgedFields extends CodecFields {

    private final HttpHeaders fields =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private List<CharSequence> lengths = List.of();
    private boolean malformed;

    /** Without a field. */
    protected JudgedFields() {}

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
        lengths = lengths.isEmpty()
                ? List.of(value)
                : Stream.concat(lengths.stream(), Stream.of(value)).toList();
    }

    /** For Netty's decoder; nothing else is found here. */
    @Override
    public final List<CharSequence> getAll(CharSequence name) {
        return HttpHeaderNames.CONTENT_LENGTH.contentEquals(name) ? lengths : List.of();
    }

    /** Netty's decoder writes the length back that it has read here. */
    @Override
    public final Http2Headers setLong(CharSequence name, long value) {
        return this;
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
