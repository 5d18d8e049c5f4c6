package dev.sluice.edge.wire;

import dev.sluice.testkit.HttpReader;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that keeps its connections and records every whole request that it reads on them, byte for byte. */
public final class RecordingBackend implements AutoCloseable {

    /** What {@link #LARGE} is answered with, in octets. */
    static final int LARGE_LENGTH = 1 << 20;

    /** A target with a large answer; all others have one without a body. */
    static final String LARGE = "/large";

    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private final List<String> rubbish = new CopyOnWriteArrayList<>();
    private final RawBackend server = new RawBackend(this::serve);

    /**
     * A request that came whole.
     *
     * @param body without the lines of its chunks
     * @param trailers the lines after the last chunk, without the empty one
     */
    public record Recorded(String method, String target, String head, String body, String trailers) {}

    public int port() {
        return server.endpoint().port();
    }

    public List<Recorded> requests() {
        return requests;
    }

    /** What came and is no request. */
    public List<String> rubbish() {
        return rubbish;
    }

    private void serve(Peer peer) throws IOException {
        for (String head = peer.reader().head();
                !head.isEmpty();
                head = peer.reader().head()) {
            String[] line = head.substring(0, head.indexOf('\r')).split(" ", -1);
            if (line.length != 3 || !line[1].startsWith("/") || !line[2].equals("HTTP/1.1")) {
                rubbish.add(head);
                return;
            }
            requests.add(recorded(line, head, peer.reader().bodyOf(head)));
            peer.write(line[1].equals(LARGE) ? large() : RawBackend.OK);
        }
    }

    private Recorded recorded(String[] line, String head, String octets) {
        if (!HttpReader.isChunked(head)) {
            return new Recorded(line[0], line[1], head, octets, "");
        }
        if (HttpReader.lengthIn(head) >= 0) {
            rubbish.add(head);
        }
        int last = octets.lastIndexOf("\r\n0\r\n");
        String trailers = octets.substring(last < 0 ? 3 : last + 5, octets.length() - 2);
        return new Recorded(line[0], line[1], head, HttpReader.contentOf(octets), trailers);
    }

    private static String large() {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE_LENGTH + "\r\n\r\n" + "x".repeat(LARGE_LENGTH);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
