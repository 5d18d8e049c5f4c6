package dev.sluice.datagram;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The address of a client as a key. Comparable, so that a map of keys whose hashes were made to collide is a tree, not
 * a list: a client of UDP may write what it likes in its address.
 *
 * @param high upper half of the IPv6 address; 0 of IPv4
 * @param low lower half; of IPv4 with what marks it as such
 * @param port 0 where it stands for all
 */
record ClientKey(long high, long low, int port) implements Comparable<ClientKey> {

    private static final long IPV4 = 0xFFFFL << 32;

    static ClientKey of(InetSocketAddress client) {
        return of(client.getAddress(), client.getPort());
    }

    private static ClientKey of(InetAddress address, int port) {
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        return octets.remaining() == Integer.BYTES
                ? new ClientKey(0, IPV4 | Integer.toUnsignedLong(octets.getInt()), port)
                : new ClientKey(octets.getLong(), octets.getLong(), port);
    }

    /** All that is counted as one client. */
    ClientKey network() {
        return high == 0 ? new ClientKey(0, low, 0) : new ClientKey(high, 0, 0);
    }

    @Override
    public int compareTo(ClientKey other) {
        int order = Long.compare(high, other.high);
        if (order == 0) {
            order = Long.compare(low, other.low);
        }
        return order == 0 ? Integer.compare(port, other.port) : order;
    }
}
