package dev.sluice.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** ClientHellos octet by octet, RFC 8446 section 4.1.2. */
final class RawHello {

    private static final int RECORD_HEAD = 5;
    private static final int SERVER_NAME = 0;
    private static final int PADDING = 21;
    private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

    private RawHello() {}

    /**
     * In one record as far as it fits.
     *
     * @param serverName null: none
     * @param padding octets that mean nothing
     */
    static byte[] of(@Nullable String serverName, int padding) {
        var extensions = new ByteArrayOutputStream();
        if (serverName != null) {
            byte[] name = serverName.getBytes(US_ASCII);
            ByteBuffer list = ByteBuffer.allocate(5 + name.length);
            list.putShort((short) (3 + name.length)).put((byte) 0).putShort((short) name.length);
            extension(extensions, SERVER_NAME, list.put(name).array());
        }
        // As a client sends it that knows Encrypted Client Hello and has no key of the server.
        extension(extensions, ENCRYPTED_CLIENT_HELLO, new byte[120]);
        extension(extensions, PADDING, new byte[padding]);
        ByteBuffer hello = ByteBuffer.allocate(2 + 32 + 1 + 4 + 2 + 2 + extensions.size());
        hello.putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
        hello.putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
        hello.putShort((short) extensions.size()).put(extensions.toByteArray());
        ByteBuffer message = ByteBuffer.allocate(4 + hello.capacity());
        message.putInt(0x01000000 | hello.capacity()).put(hello.array());
        return records(message.array(), 1 << 14);
    }

    private static void extension(ByteArrayOutputStream to, int type, byte[] content) {
        to.writeBytes(ByteBuffer.allocate(4)
                .putShort((short) type)
                .putShort((short) content.length)
                .array());
        to.writeBytes(content);
    }

    /** A handshake message in records of at most so many octets. */
    private static byte[] records(byte[] message, int length) {
        var records = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += length) {
            int part = Math.min(length, message.length - at);
            records.writeBytes(ByteBuffer.allocate(RECORD_HEAD)
                    .put((byte) 22)
                    .putShort((short) 0x0301)
                    .putShort((short) part)
                    .array());
            records.write(message, at, part);
        }
        return records.toByteArray();
    }

    /** A ClientHello of one record, in records of so many octets. */
    static byte[] cut(byte[] hello, int length) {
        byte[] message = new byte[hello.length - RECORD_HEAD];
        System.arraycopy(hello, RECORD_HEAD, message, 0, message.length);
        return records(message, length);
    }
}
