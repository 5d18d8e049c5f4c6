package dev.sluice.app.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The head of a response over HTTP/1.1.
 *
 * @param status its first line without the version, such as {@code 200 OK}
 */
record ResponseHead(String status, List<String> fields) {

    private static final String LENGTH = "content-length:";
    private static final String END = "\r\n\r\n";
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /**
     * Reads it, and nothing of what follows.
     *
     * @param longest in bytes
     * @throws IOException for what is no head, or a longer one
     */
    static ResponseHead read(InputStream in, int longest) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith(END)) {
            do {
                int next = in.read();
                if (next < 0 || bytes.size() == longest) {
                    throw new IOException("the response has no whole head");
                }
                bytes.write(next);
            } while (bytes.toByteArray()[bytes.size() - 1] != '\n');
        }
        List<String> lines = bytes.toString(StandardCharsets.ISO_8859_1).lines().toList();
        String first = lines.getFirst();
        if (!first.startsWith("HTTP/1.") || first.indexOf(' ') < 0) {
            throw new IOException("the response is not HTTP/1.1");
        }
        return new ResponseHead(first.substring(first.indexOf(' ') + 1).strip(), lines.subList(1, lines.size()));
    }

    /** The status code; 0 for what is none. */
    int code() {
        String word = status.split(" ", 2)[0];
        return word.length() == 3 && word.chars().allMatch(Character::isDigit) ? Integer.parseInt(word) : 0;
    }

    /**
     * Reads the body to its end: so many bytes as the head says, else until the connection is closed.
     *
     * @return how many bytes came
     */
    long skipBody(InputStream in) throws IOException {
        if (code() == NO_CONTENT || code() == NOT_MODIFIED) {
            return 0;
        }
        for (String field : fields) {
            if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                return skip(in, Long.parseLong(field.substring(LENGTH.length()).strip()));
            }
        }
        return in.transferTo(OutputStream.nullOutputStream());
    }

    private static long skip(InputStream in, long length) throws IOException {
        long left = length;
        var buffer = new byte[8192];
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the response broke off after %d of %d bytes".formatted(length - left, length));
            }
            left -= read;
        }
        return length;
    }
}
