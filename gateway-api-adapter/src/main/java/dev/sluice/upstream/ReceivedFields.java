package dev.sluice.upstream;

import dev.sluice.message.ConnectionFields;
import dev.sluice.message.FieldSyntax;
import dev.sluice.message.JudgedFields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a response or its trailers. Source: RFC 9113, sections 8.2 and 8.3.
 */
final class ReceivedFields extends JudgedFields {

    private static final int HIGHEST_STATUS = 599;
    private static final int DIGITS = 3;

    private @Nullable AsciiString status;

    @Override
    protected boolean take(AsciiString name, AsciiString value) {
        if (PseudoHeaderName.STATUS.value().equals(name)) {
            boolean leads = status == null && kept().isEmpty();
            status = value;
            return leads;
        }
        // A pseudo-header is no token, so that any other is refused here.
        if (!FieldSyntax.isLowerName(name) || !isValue(value) || ConnectionFields.contains(name)) {
            return false;
        }
        if (HttpHeaderNames.CONTENT_LENGTH.equals(name)) {
            showLength(value);
        }
        kept().add(name, value);
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
        if (isMalformed() || text == null || text.length() != DIGITS) {
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
        return !isMalformed() && status == null;
    }

    /** The fields without the status. */
    HttpHeaders fields() {
        return kept();
    }
}
