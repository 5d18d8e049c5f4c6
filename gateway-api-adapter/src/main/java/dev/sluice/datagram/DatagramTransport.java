package dev.sluice.datagram;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/**
 * How datagrams are read and written. There is none for io_uring: Netty keeps native memory for 512 messages, and a
 * buffer that is being read into, for each of its datagram channels, which are as many as there are flows.
 */
public enum DatagramTransport {
    /**
     * Linux's epoll; reads many datagrams by one system call. Not with UDP_GRO: reading many, Netty does not see where
     * those that the kernel joined are to be taken apart.
     */
    EPOLL,
    /** What the JDK has on every system. */
    NIO;

    /**
     * Of datagrams that wait to be read, in octets; the system may give less. Not more, for one that waits long is
     * answered when nobody wants to know any more.
     */
    private static final int RECEIVE_BUFFER = 1 << 20;

    /**
     * A socket for clients, not bound yet, whose address and port more than one can be bound to.
     *
     * @param buffer of the loop that it will be on
     */
    UdpSocket listening(InetAddress address, ReceiveBuffer buffer) {
        UdpSocket socket = address.isAnyLocalAddress() ? ofBothFamilies() : of(address);
        ChannelConfig config = socket.channel().config();
        // Not SO_REUSEADDR, where there is this: with it, any user's process could take the port.
        boolean isShared = switch (this) {
            case EPOLL -> config.setOption(UnixChannelOption.SO_REUSEPORT, true);
            case NIO ->
                sharesPorts() && config.setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        };
        if (!isShared) {
            config.setOption(ChannelOption.SO_REUSEADDR, true);
        }
        config.setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
        reads(config, buffer, 64);
        return socket;
    }

    /**
     * A socket for a backend, not connected yet.
     *
     * @param buffer of the loop that it will be on
     */
    UdpSocket connecting(InetAddress address, ReceiveBuffer buffer) {
        UdpSocket socket = of(address);
        reads(socket.channel().config(), buffer, 16);
        return socket;
    }

    private void reads(ChannelConfig config, ReceiveBuffer buffer, int inTurn) {
        switch (this) {
            case EPOLL -> {
                // Of two, the second one that does not come says that there are no more.
                config.setRecvByteBufAllocator(new DatagramBatches(buffer, 2, ReceiveBuffer.DATAGRAMS, inTurn));
                config.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ReceiveBuffer.LARGEST);
            }
            case NIO -> config.setRecvByteBufAllocator(new DatagramBatches(buffer, 1, 1, inTurn));
        }
    }

    /** Whether several sockets of one address and port share what comes, by client. */
    boolean sharesPorts() {
        return switch (this) {
            case EPOLL -> true;
            case NIO -> {
                try (DatagramChannel asked = DatagramChannel.open()) {
                    yield asked.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private UdpSocket ofBothFamilies() {
        return switch (this) {
            case EPOLL -> new UdpSocket.Epoll(new EpollDatagramChannel());
            case NIO -> {
                try {
                    yield nio(DatagramChannel.open());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private UdpSocket of(InetAddress address) {
        boolean isIp4 = address instanceof Inet4Address;
        return switch (this) {
            case EPOLL ->
                new UdpSocket.Epoll(
                        new EpollDatagramChannel(isIp4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6));
            case NIO -> {
                try {
                    yield nio(DatagramChannel.open(isIp4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static UdpSocket nio(DatagramChannel socket) {
        return new UdpSocket.Nio(new NioDatagramChannel(socket), socket);
    }
}
