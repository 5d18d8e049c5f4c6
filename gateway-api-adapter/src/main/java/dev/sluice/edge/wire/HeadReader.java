package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.edge.RequestLimits;
import dev.sluice.message.FieldSyntax;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Judges the head of an HTTP/1.1 request line by line, as it comes: RFC 9112, sections 2 to 5. Each octet is read once,
 * however small the pieces are in which it came.
 */
final class HeadReader {

    private static final int VERSION_LENGTH = "HTTP/1.1".length();
    private static final int MAX_METHOD = 32;

    private final RequestLimits limits;
    private final FramingFields fields = new FramingFields();

    /** Octets of the head that were judged: whole lines. */
    private int judged;

    /** Octets in which the end of the current line was looked for and not found. */
    private int searched;

    private int requestLine;
    private int headers;
    private @Nullable Answer refusal;

    HeadReader(RequestLimits limits) {
        this.limits = limits;
    }

    /** For the next request. */
    void reset() {
        judged = 0;
        searched = 0;
        requestLine = 0;
        headers = 0;
        fields.reset();
    }

    /** What the head says of the body, once it is whole. */
    FramingFields fields() {
        return fields;
    }

    /** Why the head is refused; null as long as it is not. */
    @Nullable
    Answer refusal() {
        return refusal;
    }

    /** Whether a part of a head was seen, but not all of it. */
    boolean hasBegun() {
        return searched > 0;
    }

    /**
     * Reads on.
     *
     * @param in starts where the head starts, at each call
     * @return the length of the whole head with its empty line; 0 as long as it is not whole, or when it is refused
     */
    int read(ByteBuf in) {
        int start = in.readerIndex();
        while (refusal == null) {
            int line = start + judged;
            int lf = in.indexOf(Math.max(line, start + searched), in.writerIndex(), Octets.LF);
            searched = (lf < 0 ? in.writerIndex() : lf + 1) - start;
            refusal = beginsNoMethod(in, line) ? Answer.BAD_REQUEST : tooLarge();
            if (lf < 0 || refusal != null) {
                return 0;
            }
            if (lf == line || in.getByte(lf - 1) != Octets.CR) {
                refusal = Answer.BAD_REQUEST;
                return 0;
            }
            judged = searched;
            boolean empty = lf - 1 == line;
            if (empty && requestLine > 0) {
                refusal = fields.judge();
                return refusal == null ? judged : 0;
            }
            refusal = empty ? beforeRequestLine() : judge(in, line, lf - 1);
        }
        return 0;
    }

    /** Binary rubbish seldom has a line end to wait for. */
    private boolean beginsNoMethod(ByteBuf in, int line) {
        return requestLine == 0
                && line < in.writerIndex()
                && !FieldSyntax.isToken(in.getByte(line))
                && in.getByte(line) != Octets.CR;
    }

    private @Nullable Answer tooLarge() {
        if (requestLine == 0) {
            return searched - judged > limits.requestLine() + 2 ? Answer.TARGET_TOO_LONG : null;
        }
        return searched - requestLine > limits.headers() || headers > limits.headerCount()
                ? Answer.HEADERS_TOO_LARGE
                : null;
    }

    /**
     * One empty line is let pass, RFC 9112, section 2.2; a second is none that an old client has appended to a body.
     */
    private @Nullable Answer beforeRequestLine() {
        return judged > 2 ? Answer.BAD_REQUEST : null;
    }

    private @Nullable Answer judge(ByteBuf in, int line, int end) {
        if (requestLine == 0) {
            requestLine = judged;
            return judgeRequestLine(in, line, end);
        }
        headers++;
        return judgeHeader(in, line, end);
    }

    private @Nullable Answer judgeRequestLine(ByteBuf in, int line, int end) {
        int method = line;
        while (method < end && FieldSyntax.isToken(in.getByte(method))) {
            method++;
        }
        int target = method + 1;
        while (target < end && Octets.isVisible(in.getByte(target))) {
            target++;
        }
        boolean sound = method > line
                && target > method + 1
                && end - target == VERSION_LENGTH + 1
                && in.getByte(method) == ' '
                && in.getByte(target) == ' ';
        if (!sound) {
            return Answer.BAD_REQUEST;
        }
        return method - line > MAX_METHOD ? Answer.METHOD_NOT_SUPPORTED : judgeVersion(in, target + 1);
    }

    private @Nullable Answer judgeVersion(ByteBuf in, int at) {
        boolean http = in.getByte(at) == 'H'
                && in.getByte(at + 1) == 'T'
                && in.getByte(at + 2) == 'T'
                && in.getByte(at + 3) == 'P'
                && in.getByte(at + 4) == '/'
                && Character.isDigit(in.getByte(at + 5))
                && in.getByte(at + 6) == '.'
                && Character.isDigit(in.getByte(at + 7));
        if (!http) {
            return Answer.BAD_REQUEST;
        }
        int minor = in.getByte(at + 7);
        if (in.getByte(at + 5) != '1' || (minor != '0' && minor != '1')) {
            return Answer.VERSION_NOT_SUPPORTED;
        }
        fields.version(minor == '0');
        return null;
    }

    private @Nullable Answer judgeHeader(ByteBuf in, int line, int end) {
        int colon = line;
        while (colon < end && FieldSyntax.isToken(in.getByte(colon))) {
            colon++;
        }
        if (colon == line || colon == end || in.getByte(colon) != ':') {
            // A line that is folded, a space before the colon, no name or no colon at all.
            return Answer.BAD_REQUEST;
        }
        for (int i = colon + 1; i < end; i++) {
            if (!Octets.isField(in.getByte(i))) {
                return Answer.BAD_REQUEST;
            }
        }
        return fields.header(in, line, colon, end);
    }
}
