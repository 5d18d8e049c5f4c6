package dev.sluice.filter.traffic;

import dev.sluice.text.Sha256;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests that share a limit have in common. */
final class RateKey {

    /** The key of all requests, and of those without an address. */
    static final String ALL = "";

    /** Longer values are kept as a digest, so that keys take little memory. */
    private static final int LONGEST = 64;

    /** Of IPv6, whose users have a network of this size each. Source: RFC 6177. */
    private static final int NETWORK_OCTETS = 8;

    private RateKey() {}

    /** The address; of IPv6 its network of 64 bits, within which a client can choose any address. */
    static Object of(@Nullable InetAddress client) {
        return switch (client) {
            case null -> ALL;
            case Inet6Address it -> HexFormat.of().formatHex(Arrays.copyOf(it.getAddress(), NETWORK_OCTETS));
            default -> client;
        };
    }

    /** The values of a header; empty: it was not sent. */
    static String of(List<String> values) {
        String all = values.size() == 1 ? values.getFirst() : String.join(",", values);
        return all.length() <= LONGEST ? all : "sha-256:" + Sha256.hex(all);
    }

    /** The same in each replica. */
    static String text(Object key) {
        return key instanceof InetAddress address ? address.getHostAddress() : key.toString();
    }
}
