package dev.sluice.hop;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses. An IPv4 address that is written as an IPv6 one, {@code ::ffff:10.0.0.1}, is the IPv4
 * address.
 *
 * <p>Not Netty's {@code IpSubnetFilterRule}: that takes {@code ffff:ffff::1} for part of every IPv6 network whose
 * prefix is not longer than its ones, and looks names up by DNS.
 */
public final class Network {

    private final InetAddress first;
    private final byte[] bytes;
    private final int prefix;

    private Network(InetAddress first, int prefix) {
        this.first = first;
        this.bytes = first.getAddress();
        this.prefix = prefix;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or an address, which is a network of one. Bits behind the prefix
     * are taken for zero.
     *
     * @throws IllegalArgumentException for anything else, with what is wrong
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no IP address with a prefix, such as 10.0.0.0/8");
        }
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("The prefix of \"" + text + "\" is not within 0-" + bits);
        }
        return new Network(address, prefix);
    }

    /** Whether the address belongs to it. */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != bytes.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(bytes, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((bytes[whole] ^ other[whole]) & (0xFF00 >> rest) & 0xFF) == 0;
    }

    /** An address as text says it; null for anything else, also for names. Never asks DNS. */
    static @Nullable InetAddress address(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            return null;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException bug) {
            throw new IllegalStateException("An address of " + bytes.length + " bytes", bug);
        }
    }

    private static int prefix(String digits) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(digits);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network network && prefix == network.prefix && first.equals(network.first);
    }

    @Override
    public int hashCode() {
        return Objects.hash(first, prefix);
    }

    /** {@code 10.0.0.0/8}. */
    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefix;
    }
}
