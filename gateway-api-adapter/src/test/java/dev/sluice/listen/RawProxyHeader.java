package dev.sluice.listen;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Headers of the PROXY protocol, version 2, octet by octet. Source: The PROXY protocol, section 2.2. */
final class RawProxyHeader {

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int HEAD = 16;
    private static final int STREAM = 1;

    private RawProxyHeader() {}

    /**
     * A stream between addresses of one family.
     *
     * @param command 0: LOCAL, 1: PROXY
     * @param more type-length-values
     */
    static byte[] of(int command, InetSocketAddress source, InetSocketAddress destination, byte... more) {
        byte[] from = source.getAddress().getAddress();
        byte[] to = destination.getAddress().getAddress();
        ByteBuffer addresses = ByteBuffer.allocate(from.length + to.length + 4 + more.length)
                .put(from)
                .put(to)
                .putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .put(more);
        int family = source.getAddress() instanceof Inet4Address ? 1 : 2;
        return of(command, family << 4 | STREAM, addresses.array());
    }

    /** Whatever it says. */
    static byte[] of(int command, int familyAndProtocol, byte... rest) {
        return ByteBuffer.allocate(HEAD + rest.length)
                .put(SIGNATURE)
                .put((byte) (0x20 | command))
                .put((byte) familyAndProtocol)
                .putShort((short) rest.length)
                .put(rest)
                .array();
    }
}
