package dev.sluice.message;

import java.net.ProtocolException;

/** The other end reset the HTTP/2 stream. Source: RFC 9113, section 6.4. */
public final class StreamResetException extends ProtocolException {

    private static final long serialVersionUID = 1;

    private final long code;

    /** @param code error code of the RST_STREAM frame */
    public StreamResetException(long code) {
        super("stream reset: " + code);
        this.code = code;
    }

    /** Error code of the RST_STREAM frame. */
    public long code() {
        return code;
    }
}
