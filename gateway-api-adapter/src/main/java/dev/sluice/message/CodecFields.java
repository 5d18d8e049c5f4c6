package dev.sluice.message;

import io.netty.handler.codec.EmptyHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message to the codec of HTTP/2, which only gives them, or only takes them. Netty's own headers make a
 * table for each message, which nothing would be looked up in: here a subclass says what it is asked for, and all else
 * is empty.
 */
abstract class CodecFields extends EmptyHeaders<CharSequence, CharSequence, Http2Headers> implements Http2Headers {

    @Override
    public final @Nullable CharSequence method() {
        return null;
    }

    @Override
    public final @Nullable CharSequence scheme() {
        return null;
    }

    @Override
    public final @Nullable CharSequence authority() {
        return null;
    }

    @Override
    public final @Nullable CharSequence path() {
        return null;
    }

    /** Null where they have none, or where it is of no interest to the codec. */
    @Override
    public @Nullable CharSequence status() {
        return null;
    }

    @Override
    public final boolean contains(CharSequence name, CharSequence value, boolean caseInsensitive) {
        return false;
    }

    @Override
    public final Http2Headers method(CharSequence value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Http2Headers scheme(CharSequence value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Http2Headers authority(CharSequence value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Http2Headers path(CharSequence value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Http2Headers status(CharSequence value) {
        throw new UnsupportedOperationException();
    }
}
