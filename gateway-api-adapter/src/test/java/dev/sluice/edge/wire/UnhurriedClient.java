package dev.sluice.edge.wire;

import static dev.sluice.testkit.FrameClient.ACK;
import static dev.sluice.testkit.FrameClient.DATA;
import static dev.sluice.testkit.FrameClient.END_HEADERS;
import static dev.sluice.testkit.FrameClient.END_STREAM;
import static dev.sluice.testkit.FrameClient.GOAWAY;
import static dev.sluice.testkit.FrameClient.HEADERS;
import static dev.sluice.testkit.FrameClient.PING;
import static dev.sluice.testkit.FrameClient.RST_STREAM;
import static dev.sluice.testkit.FrameClient.SETTINGS;
import static dev.sluice.testkit.FrameClient.WINDOW_UPDATE;

import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.FrameClient.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP/2 client with the windows that the protocol begins with, which keeps all its rules and takes its time. What
 * it receives must be {@link PositionedOctets}, each in its place.
 */
final class UnhurriedClient implements AutoCloseable {

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int DEFAULT_WINDOW = 65_535;

    /** Of HPACK's static table: RFC 7541, appendix A. */
    private static final byte STATUS_200 = (byte) 0x88;

    private final FrameClient frames;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private long connectionCredit = DEFAULT_WINDOW;
    private long initialCredit = DEFAULT_WINDOW;

    /** What is known of a stream. */
    private static final class Stream {
        private int received;
        private long credit;
        private boolean answered;
        private boolean ended;
    }

    UnhurriedClient(int port) throws IOException {
        frames = new FrameClient(port);
    }

    void get(int id, String path) throws IOException {
        streams.put(id, new Stream());
        frames.get(id, path);
    }

    /** Begins a request with a body. */
    void post(int id, String... fields) throws IOException {
        Stream stream = new Stream();
        stream.credit = initialCredit;
        streams.put(id, stream);
        frames.frame(HEADERS, END_HEADERS, id, FrameClient.post(fields));
    }

    /** Sends so much of the body, as soon as the server gives credit for it. */
    void send(int id, byte[] octets, boolean ends) throws IOException {
        Stream stream = stream(id);
        while (Math.min(connectionCredit, stream.credit) < octets.length) {
            read();
        }
        connectionCredit -= octets.length;
        stream.credit -= octets.length;
        frames.frame(DATA, ends ? END_STREAM : 0, id, octets);
    }

    /** Lets the server send more on the connection; 0: on the whole of it. */
    void grant(int id, int octets) throws IOException {
        if (octets > 0) {
            frames.frame(
                    WINDOW_UPDATE, 0, id, ByteBuffer.allocate(4).putInt(octets).array());
        }
    }

    /** Reads up to the next DATA of any of the streams, and says on which and how much there was. */
    Received receive() throws IOException {
        Frame frame = read();
        while (frame.type() != DATA) {
            frame = read();
        }
        return new Received(frame.stream(), frame.payload().capacity());
    }

    /** Reads until the server has answered, with whatever body is to come. */
    void awaitHead(int id) throws IOException {
        while (!stream(id).answered) {
            read();
        }
    }

    /** Octets that came on a stream. */
    record Received(int stream, int octets) {}

    /** How many octets have come on a stream. */
    int received(int id) {
        return stream(id).received;
    }

    boolean hasEnded(int id) {
        return stream(id).ended;
    }

    boolean allHaveEnded() {
        return streams.values().stream().allMatch(stream -> stream.ended);
    }

    private Stream stream(int id) {
        Stream stream = streams.get(id);
        if (stream == null) {
            throw new AssertionError("stream " + id + " was not begun");
        }
        return stream;
    }

    private Frame read() throws IOException {
        Frame frame = frames.read();
        if (frame == null) {
            throw new EOFException("The server has closed the connection");
        }
        switch (frame.type()) {
            case DATA -> take(frame);
            case HEADERS -> head(frame);
            case WINDOW_UPDATE -> credited(frame);
            case SETTINGS -> settings(frame);
            case PING -> {
                if ((frame.flags() & ACK) == 0) {
                    frames.frame(PING, ACK, 0, frame.payload().array());
                }
            }
            case RST_STREAM ->
                throw new IOException("RST_STREAM " + frame.resetCode() + " on stream " + frame.stream() + " after "
                        + stream(frame.stream()).received + " octets");
            case GOAWAY -> throw new IOException("GOAWAY " + frame.goawayCode());
            default -> {}
        }
        return frame;
    }

    private void head(Frame frame) {
        Stream stream = stream(frame.stream());
        if (!stream.answered && frame.payload().get(0) != STATUS_200) {
            throw new AssertionError("stream " + frame.stream() + " was answered " + frame.text());
        }
        stream.answered = true;
        stream.ended |= frame.endsStream();
    }

    private void take(Frame frame) {
        Stream stream = stream(frame.stream());
        ByteBuffer octets = frame.payload();
        for (int i = 0; i < octets.capacity(); i++) {
            if (octets.get(i) != PositionedOctets.at(stream.received + i)) {
                throw new AssertionError("octet " + (stream.received + i) + " of stream " + frame.stream());
            }
        }
        stream.received += octets.capacity();
        stream.ended |= frame.endsStream();
    }

    private void credited(Frame frame) {
        int octets = frame.payload().getInt(0);
        if (frame.stream() == 0) {
            connectionCredit += octets;
        } else {
            Stream stream = streams.get(frame.stream());
            if (stream != null) {
                stream.credit += octets;
            }
        }
    }

    private void settings(Frame frame) throws IOException {
        if ((frame.flags() & ACK) != 0) {
            return;
        }
        ByteBuffer pairs = frame.payload().duplicate();
        while (pairs.hasRemaining()) {
            int name = pairs.getShort();
            int value = pairs.getInt();
            if (name == INITIAL_WINDOW_SIZE) {
                long more = value - initialCredit;
                initialCredit = value;
                streams.values().forEach(stream -> stream.credit += more);
            }
        }
        frames.frame(SETTINGS, ACK, 0);
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
