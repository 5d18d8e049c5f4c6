package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.answer.Answer;
import dev.sluice.edge.Authority;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an HTTP/1.1 request say of where it ends and whom it is for. Whatever two readers could take in
 * two ways is refused: RFC 9112, sections 3.2 and 6.
 */
final class FramingFields {

    private static final byte[] HOST = name("host");
    private static final byte[] CONTENT_LENGTH = name("content-length");
    private static final byte[] TRANSFER_ENCODING = name("transfer-encoding");
    private static final byte[] EXPECT = name("expect");
    private static final byte[] CHUNKED = name("chunked");
    private static final int MAX_LENGTH_DIGITS = 18;

    private boolean http10;
    private int hosts;
    private long length = -1;
    private boolean chunked;
    private boolean expects;

    void reset() {
        http10 = false;
        hosts = 0;
        length = -1;
        chunked = false;
        expects = false;
    }

    void version(boolean isHttp10) {
        http10 = isHttp10;
    }

    /** Octets of the body; -1 where the head names none. */
    long length() {
        return length;
    }

    boolean isChunked() {
        return chunked;
    }

    /** Whether the client waits for a 100 before it sends the body. */
    boolean expects() {
        return expects;
    }

    /** One header line whose octets are sound. */
    @Nullable
    Answer header(ByteBuf in, int name, int colon, int lineEnd) {
        int value = colon + 1;
        int end = lineEnd;
        while (value < end && Octets.isBlank(in.getByte(value))) {
            value++;
        }
        while (end > value && Octets.isBlank(in.getByte(end - 1))) {
            end--;
        }
        if (is(HOST, in, name, colon)) {
            hosts++;
            // Without a port the gate judges it. A bad port would not come so far.
            boolean hasPort = in.indexOf(value, end, (byte) ':') >= 0;
            return hasPort && !Authority.isValid(in.toString(value, end - value, US_ASCII)) ? Answer.BAD_HOST : null;
        } else if (is(CONTENT_LENGTH, in, name, colon)) {
            return contentLength(in, value, end);
        } else if (is(TRANSFER_ENCODING, in, name, colon)) {
            return transferEncoding(in, value, end);
        } else if (is(EXPECT, in, name, colon)) {
            expects = true;
        }
        return DisguisedName.disguises(in, name, colon) ? Answer.BAD_REQUEST : null;
    }

    /** Digits, once. Two equal ones RFC 9110, section 8.6 lets us refuse; not every reader takes the same of them. */
    private @Nullable Answer contentLength(ByteBuf in, int value, int end) {
        if (length >= 0 || value == end || end - value > MAX_LENGTH_DIGITS) {
            return Answer.BAD_FRAMING;
        }
        length = 0;
        for (int i = value; i < end; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return Answer.BAD_FRAMING;
            }
            length = length * 10 + digit;
        }
        return null;
    }

    /** {@code chunked}, once. Known to no one before it: 501. Not at the end: the body has no end, 400. */
    private @Nullable Answer transferEncoding(ByteBuf in, int value, int end) {
        if (chunked) {
            return Answer.BAD_FRAMING;
        }
        chunked = true;
        if (is(CHUNKED, in, value, end)) {
            return null;
        }
        int last = end - CHUNKED.length;
        boolean endsChunked = last > value
                && is(CHUNKED, in, last, end)
                && (in.getByte(last - 1) == ',' || Octets.isBlank(in.getByte(last - 1)));
        if (!endsChunked) {
            return Answer.BAD_FRAMING;
        }
        boolean afterOther = in.getByte(value) != ',' && in.indexOf(value, last, (byte) ',') >= 0;
        return afterOther && !holdsChunked(in, value, last) ? Answer.TRANSFER_CODING_UNKNOWN : Answer.BAD_FRAMING;
    }

    private static boolean holdsChunked(ByteBuf in, int value, int end) {
        for (int i = value; i + CHUNKED.length <= end; i++) {
            if (is(CHUNKED, in, i, i + CHUNKED.length)) {
                return true;
            }
        }
        return false;
    }

    /** When the head is whole. */
    @Nullable
    Answer judge() {
        if (hosts > 1 || (hosts == 0 && !http10)) {
            return Answer.BAD_HOST;
        }
        return chunked && (http10 || length >= 0) ? Answer.BAD_FRAMING : null;
    }

    static byte[] name(String lowerCase) {
        return lowerCase.getBytes(US_ASCII);
    }

    /** Whether this is the name, in whatever case. */
    static boolean is(byte[] lowerCase, ByteBuf in, int start, int end) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (Octets.lower(in.getByte(start + i)) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
