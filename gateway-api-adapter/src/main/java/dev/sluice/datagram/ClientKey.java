package dev.sluice.datagram;

import java.net.InetAddress;
import java.net.InetSocketAddress;

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
        byte[] octets = address.getAddress();
        return octets.length == Integer.BYTES
                ? new ClientKey(0, IPV4 | number(octets, 0, Integer.BYTES), port)
                : new ClientKey(number(octets, 0, Long.BYTES), number(octets, Long.BYTES, 2 * Long.BYTES), port);
    }

    /** By hand, so that neither the octets nor a view of them need be an object once it is compiled. */
    private static long number(byte[] octets, int from, int to) {
        long number = 0;
        for (int at = from; at < to; at++) {
            number = (number << Byte.SIZE) | (octets[at] & 0xFF);
        }
        return number;
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
