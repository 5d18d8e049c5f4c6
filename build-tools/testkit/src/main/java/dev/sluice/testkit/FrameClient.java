package dev.sluice.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 client that writes any frames, right or wrong: RFC 9113, section 4. */
public final class FrameClient implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    /** How a client begins: RFC 9113, section 3.4, with an empty SETTINGS frame. */
    public static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;

    /** A frame that was read. */
    public record Frame(int type, int flags, int stream, ByteBuffer payload) {

        /** Whether it is DATA or HEADERS, and the last of its stream. */
        public boolean endsStream() {
            return type <= HEADERS && (flags & END_STREAM) != 0;
        }

        /** Of RST_STREAM. */
        public int resetCode() {
            return payload.getInt(0);
        }

        /** The octets as text. */
        public String text() {
            return StandardCharsets.ISO_8859_1.decode(payload.duplicate()).toString();
        }

        /** Of GOAWAY. */
        public int goawayCode() {
            return payload.getInt(4);
        }
    }

    /** Connects and says hello; {@code settings} are the pairs of a SETTINGS frame. */
    public FrameClient(int port, int... settings) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), settings);
    }

    /** The same over a socket that is connected, such as one of TLS. Closes it. */
    public FrameClient(Socket connected, int... settings) throws IOException {
        socket = connected;
        socket.setSoTimeout(10_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer pairs = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            pairs.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        frame(SETTINGS, 0, 0, pairs.array());
    }

    public FrameClient frame(int type, int flags, int stream, byte... payload) throws IOException {
        write(octets(type, flags, stream, payload));
        return this;
    }

    public static byte[] octets(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    public void write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** A whole request without a body. */
    public FrameClient get(int stream, String path) throws IOException {
        return frame(HEADERS, END_STREAM | END_HEADERS, stream, get(path));
    }

    public static byte[] get(String path) {
        return block(":method", "GET", ":scheme", "http", ":path", path, ":authority", "a.test");
    }

    public static byte[] post(String... more) {
        String[] head = {":method", "POST", ":scheme", "http", ":path", "/p", ":authority", "a.test"};
        String[] all = Arrays.copyOf(head, head.length + more.length);
        System.arraycopy(more, 0, all, head.length, more.length);
        return block(all);
    }

    /** Names and values as literals without indexing: RFC 7541, section 6.2.2. */
    public static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            literal(block, namesAndValues[i]);
            literal(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 127) {
            block.write(octets.length);
        } else {
            block.write(127);
            int rest = octets.length - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(octets);
    }

    /** The next frame; null when the connection is closed. */
    public @Nullable Frame read() throws IOException {
        try {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(head >>> 8);
            return new Frame(head & 0xff, flags, stream, ByteBuffer.wrap(payload));
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    /** The next frame of this type on this stream; fails where the stream or the connection ends without one. */
    public Frame await(int type, int stream) throws IOException {
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type() == type && frame.stream() == stream) {
                return frame;
            }
            if (frame.stream() == stream && (frame.type() == RST_STREAM || frame.endsStream())) {
                throw new IOException("no type " + type + " on stream " + stream + ", but " + frame);
            }
            if (frame.type() == GOAWAY) {
                throw new IOException("GOAWAY " + frame.goawayCode() + " instead of type " + type);
            }
        }
        throw new EOFException("closed while waiting for type " + type + " on stream " + stream);
    }

    /** The octets of the stream's DATA, until it ends; fails where it is reset or the connection ends. */
    public int awaitBody(int stream) throws IOException {
        int length = 0;
        Frame frame = await(DATA, stream);
        for (; !frame.endsStream(); frame = await(DATA, stream)) {
            length += frame.payload().remaining();
        }
        return length + frame.payload().remaining();
    }

    /** Reads until the server has closed the connection, and gives the code of its GOAWAY; -1 where it sent none. */
    public int awaitClose() throws IOException {
        int code = -1;
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type() == GOAWAY) {
                code = frame.goawayCode();
            }
        }
        return code;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
