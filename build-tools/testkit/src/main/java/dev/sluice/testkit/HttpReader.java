package dev.sluice.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads HTTP/1.1 messages, octet by octet and no further than asked: RFC 9112. Text is ISO 8859-1, so that each
 * octet is one character.
 *
 * @param in best one that has a buffer
 */
public record HttpReader(InputStream in) {

    private static final String END_OF_HEAD = "\r\n\r\n";

    /** Up to and with these octets; what came where the connection ends before. */
    public String readTo(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        char last = end.charAt(end.length() - 1);
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            read.append((char) octet);
            int from = read.length() - end.length();
            if (octet == last && from >= 0 && read.indexOf(end, from) == from) {
                break;
            }
        }
        return read.toString();
    }

    /** The head of the next message, up to and with the empty line; empty where the connection ends before it does. */
    public String head() throws IOException {
        String head = readTo(END_OF_HEAD);
        return head.endsWith(END_OF_HEAD) ? head : "";
    }

    /** So many octets. */
    public String take(int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new EOFException("ended after " + octets.length + " of " + length + " octets");
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** All until the connection ends. */
    public String all() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** The octets of a request's body, with its chunk lines and trailers where it has them. */
    public String bodyOf(String head) throws IOException {
        if (isChunked(head)) {
            return chunks();
        }
        int length = lengthIn(head);
        return length < 0 ? "" : take(length);
    }

    /** One whole answer as it came, with the interim ones before it. */
    public String answer(boolean toHead) throws IOException {
        String head = head();
        if (head.startsWith("HTTP/1.1 1")) {
            return head + answer(toHead);
        }
        if (toHead || head.startsWith("HTTP/1.1 204 ") || head.startsWith("HTTP/1.1 304 ")) {
            return head;
        }
        return head + (isChunked(head) || lengthIn(head) >= 0 ? bodyOf(head) : all());
    }

    /** What is in these chunks, without their lines and trailers. */
    public static String contentOf(String chunks) {
        StringBuilder content = new StringBuilder();
        for (int at = 0; ; ) {
            int line = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, line), 16);
            if (size == 0) {
                return content.toString();
            }
            content.append(chunks, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    /** Whether this head says that chunks follow. */
    public static boolean isChunked(String head) {
        return head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n");
    }

    /** What this head says of the length of the body; -1 where it does not. */
    public static int lengthIn(String head) {
        String name = "\r\ncontent-length: ";
        int at = head.toLowerCase(Locale.ROOT).indexOf(name);
        return at < 0 ? -1 : Integer.parseInt(head.substring(at + name.length(), head.indexOf('\r', at + 2)));
    }

    private String chunks() throws IOException {
        StringBuilder read = new StringBuilder();
        String line = readTo("\r\n");
        for (int size = size(line); size > 0; size = size(line)) {
            String chunk = take(size + 2);
            if (!chunk.endsWith("\r\n")) {
                throw new IOException("a chunk without end");
            }
            read.append(line).append(chunk);
            line = readTo("\r\n");
        }
        read.append(line);
        do {
            line = readTo("\r\n");
            read.append(line);
        } while (!line.equals("\r\n") && !line.isEmpty());
        return read.toString();
    }

    private static int size(String line) throws IOException {
        if (!line.endsWith("\r\n")) {
            throw new EOFException("ended within a chunk");
        }
        return Integer.parseInt(line.substring(0, line.length() - 2), 16);
    }
}
