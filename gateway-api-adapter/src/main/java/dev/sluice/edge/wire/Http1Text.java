package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** Writes the lines of an HTTP/1.1 response: RFC 9112, sections 4, 5 and 7.1. */
final class Http1Text {

    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(US_ASCII);
    private static final short CRLF = '\r' << 8 | '\n';
    private static final short COLON_BLANK = ':' << 8 | ' ';
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private Http1Text() {}

    static void writeHead(HttpResponseStatus status, HttpHeaders headers, ByteBuf out) {
        out.writeBytes(VERSION);
        write(status.codeAsText(), out);
        out.writeByte(' ');
        write(status.reasonPhrase(), out);
        out.writeShort(CRLF);
        writeFields(headers, out);
        out.writeShort(CRLF);
    }

    /** The size of a chunk that is not the last. */
    static void writeChunkStart(int size, ByteBuf out) {
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 3) / 4;
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.writeByte(HEX[size >> shift & 0xf]);
        }
        out.writeShort(CRLF);
    }

    static void writeChunkEnd(ByteBuf out) {
        out.writeShort(CRLF);
    }

    static void writeLastChunk(HttpHeaders trailers, ByteBuf out) {
        out.writeByte('0');
        out.writeShort(CRLF);
        writeFields(trailers, out);
        out.writeShort(CRLF);
    }

    private static void writeFields(HttpHeaders headers, ByteBuf out) {
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            write(field.getKey(), out);
            out.writeShort(COLON_BLANK);
            write(field.getValue(), out);
            out.writeShort(CRLF);
        }
    }

    private static void write(CharSequence text, ByteBuf out) {
        if (text instanceof AsciiString ascii) {
            ByteBufUtil.copy(ascii, 0, out, ascii.length());
        } else {
            out.writeCharSequence(text, ISO_8859_1);
        }
    }
}
