package dev.sluice.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection was going before it was steered here. The kernel knows it of every connection whose destination it
 * translated. Source: linux/netfilter_ipv4.h, SO_ORIGINAL_DST; linux/netfilter_ipv6/ip6_tables.h,
 * IP6T_SO_ORIGINAL_DST.
 */
final class OriginalDestination implements SteeredLayout.Destinations {

    private static final int SO_ORIGINAL_DST = 80;
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;

    private static final RawUnixChannelOption V4 =
            new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, Layout.SOCKADDR_IN);
    private static final RawUnixChannelOption V6 =
            new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", SOL_IPV6, SO_ORIGINAL_DST, Layout.SOCKADDR_IN6);

    /** Where in {@code sockaddr_in} and {@code sockaddr_in6} port and address are. */
    private static final class Layout {
        static final int SOCKADDR_IN = 16;
        static final int SOCKADDR_IN6 = 28;
        static final int PORT = 2;
        static final int ADDRESS_IN = 4;
        static final int ADDRESS_IN6 = 8;
    }

    @Override
    public @Nullable InetSocketAddress of(Channel channel) {
        if (!(channel.localAddress() instanceof InetSocketAddress local)) {
            return null;
        }
        // An IPv4 client of an IPv6 socket has an IPv4 address here, too.
        boolean isV4 = local.getAddress().getAddress().length == 4;
        try {
            ByteBuffer read = channel.config().getOption(isV4 ? V4 : V6);
            InetSocketAddress original = parse(read, isV4);
            return original.equals(local) ? null : original;
        } catch (ChannelException untranslated) {
            return null;
        }
    }

    @Override
    public boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    private static InetSocketAddress parse(ByteBuffer address, boolean isV4) {
        int port = Short.toUnsignedInt(
                address.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(address.position() + Layout.PORT));
        byte[] octets = new byte[isV4 ? 4 : 16];
        address.get(address.position() + (isV4 ? Layout.ADDRESS_IN : Layout.ADDRESS_IN6), octets);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(Arrays.toString(octets), impossible);
        }
    }
}
