package dev.sluice.route;

import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A backend that keeps its connections and writes down every whole request that it reads on them, byte for byte. */
final class RecordingBackend implements AutoCloseable {

    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private final List<String> rubbish = new CopyOnWriteArrayList<>();
    private final RawBackend server = new RawBackend(this::serve);

    /** A request that came whole. */
    record Recorded(String method, String target, String head, String body) {}

    int port() {
        return server.endpoint().port();
    }

    List<Recorded> requests() {
        return requests;
    }

    /** What came and is no request. */
    List<String> rubbish() {
        return rubbish;
    }

    private void serve(Peer peer) throws IOException {
        for (String head = head(peer); head != null; head = head(peer)) {
            String[] line = head.substring(0, head.indexOf('\r')).split(" ", -1);
            if (line.length != 3 || !line[1].startsWith("/") || !line[2].equals("HTTP/1.1")) {
                rubbish.add(head);
                return;
            }
            String body = body(peer, head.toLowerCase(Locale.ROOT));
            requests.add(new Recorded(line[0], line[1], head, body));
            peer.write(RawBackend.OK);
        }
    }

    private static @Nullable String head(Peer peer) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = peer.in().read();
            if (octet < 0) {
                return null;
            }
            head.write(octet);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private String body(Peer peer, String head) throws IOException {
        int length = head.indexOf("\r\ncontent-length: ");
        boolean chunked = head.contains("\r\ntransfer-encoding: chunked\r\n");
        if (length >= 0 && chunked) {
            rubbish.add(head);
        }
        if (chunked) {
            return chunks(peer);
        }
        return length < 0
                ? ""
                : read(peer, Integer.parseInt(head.substring(length + 18, head.indexOf('\r', length + 2))));
    }

    private static String chunks(Peer peer) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(peer), 16);
            body.append(read(peer, size));
            if (size == 0) {
                while (!line(peer).isEmpty()) {}
                return body.toString();
            }
            if (!line(peer).isEmpty()) {
                throw new IOException("a chunk without end");
            }
        }
    }

    private static String line(Peer peer) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || !line.substring(line.length() - 2).equals("\r\n")) {
            int octet = peer.in().read();
            if (octet < 0) {
                throw new EOFException();
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 2);
    }

    private static String read(Peer peer, int length) throws IOException {
        byte[] octets = peer.in().readNBytes(length);
        if (octets.length < length) {
            throw new EOFException();
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
