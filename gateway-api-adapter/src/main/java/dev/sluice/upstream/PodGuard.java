package dev.sluice.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what belongs to this pod, or to whatever machine it runs on.
 *
 * @param own whether an address is one of this pod's
 */
record PodGuard(Predicate<InetAddress> own) implements AddressGuard {

    private static final int V4_LENGTH = 4;
    private static final int V6_LENGTH = 16;

    /**
     * IPv4-compatible, IPv4-mapped (RFC 4291) and those that a NAT64 unpacks (RFC 6052): the IPv4 address ends them.
     */
    private static final byte[][] PREFIXES_BEFORE_V4 = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1},
        {0, 0x64, -1, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}
    };

    /** 2002::/16, whose next four octets are an IPv4 address. Source: RFC 3056. */
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

    @Override
    public boolean permits(InetAddress address) {
        if (isSpecial(address) || own.test(address)) {
            return false;
        }
        InetAddress inside = embedded(address.getAddress());
        return inside == null || (!isSpecial(inside) && !own.test(inside));
    }

    private static boolean isSpecial(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || isOfThisNetworkOrBroadcast(address.getAddress());
    }

    /** 0.0.0.0/8 and 255.255.255.255. Source: RFC 1122, section 3.2.1.3. */
    private static boolean isOfThisNetworkOrBroadcast(byte[] octets) {
        return octets.length == V4_LENGTH && (octets[0] == 0 || Arrays.equals(octets, new byte[] {-1, -1, -1, -1}));
    }

    /** The IPv4 address inside of an IPv6 address; null where there is none. */
    private static @Nullable InetAddress embedded(byte[] octets) {
        if (octets.length != V6_LENGTH) {
            return null;
        }
        for (byte[] prefix : PREFIXES_BEFORE_V4) {
            if (startsWith(octets, prefix)) {
                return v4(octets, prefix.length);
            }
        }
        return startsWith(octets, SIX_TO_FOUR) ? v4(octets, SIX_TO_FOUR.length) : null;
    }

    private static boolean startsWith(byte[] octets, byte[] prefix) {
        return Arrays.equals(octets, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static InetAddress v4(byte[] octets, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, from, from + V4_LENGTH));
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
