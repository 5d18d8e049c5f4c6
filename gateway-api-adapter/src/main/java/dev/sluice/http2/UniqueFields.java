package dev.sluice.http2;

import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;

/**
 * Fields whose value is another one in each message. In HPACK's table they would only push out those that come again.
 * Source: RFC 7541, section 6.2.3.
 */
final class UniqueFields implements Http2HeadersEncoder.SensitivityDetector {

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString TRACE_PARENT = AsciiString.cached("traceparent");

    @Override
    public boolean isSensitive(CharSequence name, CharSequence value) {
        return switch (name.length()) {
            case 12 -> REQUEST_ID.contentEquals(name);
            case 11 -> TRACE_PARENT.contentEquals(name);
            default -> false;
        };
    }
}
