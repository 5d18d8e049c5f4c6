package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.edge.RequestLimits;
import dev.sluice.message.FieldSyntax;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chunked body to its end: RFC 9112, section 7.1. Where a chunk ends must not be a matter of taste, so a line
 * ends in CR LF and nothing else, a size is hexadecimal digits and nothing else, and extensions are short and visible.
 */
final class ChunkReader {

    private static final int MAX_SIZE_DIGITS = 8;
    private static final int MAX_EXTENSION = 256;

    /** Octets of a trailer's name that are looked at: more than the names have that are refused. */
    private static final int NAME_LENGTH = 32;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_END,
        END,
        DONE
    }

    private final RequestLimits limits;
    private State state = State.SIZE;
    private long size;
    private long total;
    private int line;
    private boolean quoted;
    private int trailers;
    private int trailerLines;
    private final StringBuilder name = new StringBuilder(NAME_LENGTH);
    private @Nullable Answer fault;
    private @Nullable ByteArrayOutputStream trailerSection;

    /** Takes what the chunks hold. */
    interface Content {

        /** Octets of the buffer that is being read, which stay where they are. */
        void data(ByteBuf in, int index, int length);
    }

    ChunkReader(RequestLimits limits) {
        this.limits = limits;
    }

    void reset() {
        state = State.SIZE;
        size = 0;
        total = 0;
        line = 0;
        quoted = false;
        trailers = 0;
        trailerLines = 0;
        name.setLength(0);
        trailerSection = null;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** Why the body cannot be followed any further; null as long as it can. */
    @Nullable
    Answer fault() {
        return fault;
    }

    /** The fields after the last chunk; empty until the body is done, and where there are none. */
    HttpHeaders trailers() {
        return trailerSection == null || state != State.DONE
                ? EmptyHttpHeaders.INSTANCE
                : Http1Head.trailers(trailerSection.toByteArray());
    }

    /** How many of the readable octets belong to the body and are sound. */
    int read(ByteBuf in) {
        return read(in, (_, _, _) -> {});
    }

    /** The same, and hands out what the chunks hold. */
    int read(ByteBuf in, Content content) {
        int at = in.readerIndex();
        while (at < in.writerIndex() && state != State.DONE && fault == null) {
            if (state == State.DATA) {
                int taken = (int) Math.min(size, in.writerIndex() - at);
                content.data(in, at, taken);
                size -= taken;
                at += taken;
                state = size == 0 ? State.DATA_CR : State.DATA;
            } else {
                fault = step(in.getByte(at));
                at += fault == null ? 1 : 0;
            }
        }
        return at - in.readerIndex();
    }

    private @Nullable Answer step(byte octet) {
        return switch (state) {
            case SIZE -> size(octet);
            case EXTENSION -> extension(octet);
            case SIZE_END -> expect(octet, Octets.LF, size == 0 ? State.TRAILER_START : State.DATA);
            case DATA_CR -> expect(octet, Octets.CR, State.DATA_LF);
            case DATA_LF -> expect(octet, Octets.LF, State.SIZE);
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE -> trailer(octet);
            case TRAILER_END -> {
                keep(octet);
                yield expect(octet, Octets.LF, State.TRAILER_START);
            }
            case END -> expect(octet, Octets.LF, State.DONE);
            case DATA, DONE -> throw new IllegalStateException("no step in " + state);
        };
    }

    private @Nullable Answer expect(byte octet, byte expected, State next) {
        if (octet != expected) {
            return Answer.REQUEST_BROKEN;
        }
        state = next;
        line = 0;
        return null;
    }

    private @Nullable Answer size(byte octet) {
        int digit = Character.digit(octet, 16);
        if (digit >= 0 && line < MAX_SIZE_DIGITS) {
            line++;
            size = size << 4 | digit;
            return null;
        }
        return line == 0 ? Answer.REQUEST_BROKEN : sizeEnds(octet);
    }

    private @Nullable Answer sizeEnds(byte octet) {
        if ((octet != Octets.CR && octet != ';') || size > Integer.MAX_VALUE) {
            return Answer.REQUEST_BROKEN;
        }
        total += size;
        if (total > limits.body()) {
            return Answer.BODY_TOO_LARGE;
        }
        state = octet == Octets.CR ? State.SIZE_END : State.EXTENSION;
        line = 0;
        return null;
    }

    /**
     * A line end in quotes is where readers differ; a backslash would hide the end of the quotes. Beyond ASCII some
     * find line ends and blanks.
     */
    private @Nullable Answer extension(byte octet) {
        if (octet == Octets.CR && !quoted) {
            state = State.SIZE_END;
            return null;
        }
        quoted ^= octet == '"';
        boolean sound = ++line <= MAX_EXTENSION && octet != '\\' && (Octets.isVisible(octet) || Octets.isBlank(octet));
        return sound ? null : Answer.REQUEST_BROKEN;
    }

    private @Nullable Answer trailer(byte octet) {
        if (++trailers > limits.headers()) {
            return Answer.REQUEST_BROKEN;
        }
        if (state != State.TRAILER_START || octet != Octets.CR) {
            keep(octet);
        }
        if (state == State.TRAILER_VALUE) {
            state = octet == Octets.CR ? State.TRAILER_END : state;
            return octet == Octets.CR || Octets.isField(octet) ? null : Answer.REQUEST_BROKEN;
        }
        if (octet == Octets.CR && state == State.TRAILER_START) {
            state = State.END;
            return null;
        }
        if (octet == ':' && state == State.TRAILER_NAME) {
            state = State.TRAILER_VALUE;
            return trailerNamed();
        }
        state = State.TRAILER_NAME;
        if (name.length() < NAME_LENGTH) {
            name.append((char) octet);
        }
        return FieldSyntax.isToken(octet) ? null : Answer.REQUEST_BROKEN;
    }

    private @Nullable Answer trailerNamed() {
        boolean sound = ++trailerLines <= limits.headerCount() && !DisguisedName.disguises(name);
        name.setLength(0);
        return sound ? null : Answer.REQUEST_BROKEN;
    }

    private void keep(byte octet) {
        if (trailerSection == null) {
            trailerSection = new ByteArrayOutputStream();
        }
        trailerSection.write(octet);
    }
}
