package dev.sluice.upstream;

import dev.sluice.upstream.RawBackend.Peer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** HTTP/2 on one connection of a {@link RawBackend}, frame by frame: nothing is answered that a script does not say. */
public final class RawHttp2 {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int ACK = 1;

    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PREFACE = 24;

    /** {@code :status: 200} in the static table of HPACK. */
    private static final byte OK = (byte) 0x88;

    private final DataInputStream in;
    private final DataOutputStream out;

    private RawHttp2(Peer peer) {
        in = new DataInputStream(peer.in());
        out = new DataOutputStream(peer.out());
    }

    /** One frame that the gateway sent. */
    public record Frame(int type, int flags, int stream, ByteBuffer payload) {

        /** Whether the request ends with it. */
        public boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    /** Reads the preface and sends settings, which allow what the protocol does. */
    public static RawHttp2 greet(Peer peer) throws IOException {
        RawHttp2 wire = new RawHttp2(peer);
        wire.in.skipNBytes(PREFACE);
        wire.write(SETTINGS, 0, 0);
        return wire;
    }

    /** The next frame; null at the end of the connection. */
    public @Nullable Frame read() throws IOException {
        try {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            return new Frame(type, flags, stream, ByteBuffer.wrap(in.readNBytes(length)));
        } catch (EOFException closed) {
            return null;
        }
    }

    public void write(int type, int flags, int stream, byte... payload) throws IOException {
        out.writeShort(payload.length >> 8);
        out.writeByte(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** 200 with a body. */
    public void respond(int stream, byte... body) throws IOException {
        write(HEADERS, END_HEADERS, stream, OK);
        write(DATA, END_STREAM, stream, body);
    }

    /** 200 without a body. */
    public void answer(int stream) throws IOException {
        write(HEADERS, END_STREAM | END_HEADERS, stream, OK);
    }
}
