package dev.sluice.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * A datagram channel whose writes go to the kernel at once. Netty's own writes are queued where the kernel does not
 * take them, and leave out datagrams without content. Reads are Netty's. Belongs to the event loop of its channel.
 */
sealed interface UdpSocket {

    Channel channel();

    /**
     * Sends to the peer that it is connected to. Leaves the buffer as it is.
     *
     * @return false where the kernel has no room for it
     * @throws PortUnreachableException where an earlier datagram found no socket; this one was not sent
     */
    boolean send(ByteBuf datagram) throws IOException;

    /**
     * Sends to this address, where it is connected to none. Leaves the buffer as it is.
     *
     * @return false where the kernel has no room for it
     */
    boolean sendTo(ByteBuf datagram, InetSocketAddress peer) throws IOException;

    /** Octets of the longest datagram that can be sent joined with others; 0 where none can. */
    int longestJoined();

    /**
     * Sends datagrams that lie one after the other to the peer that it is connected to: all by one call, and apart
     * again on the wire. Leaves the buffer as it is.
     *
     * @param length of each datagram; the last may be shorter. At most {@link #longestJoined}
     * @return false where the kernel has no room for them; then none is sent
     * @throws PortUnreachableException as {@link #send}
     * @throws IOException where they cannot be sent so; one by one they may
     */
    boolean sendJoined(ByteBuf datagrams, int length) throws IOException;

    /** The same to this address, where it is connected to none. */
    boolean sendJoinedTo(ByteBuf datagrams, int length, InetSocketAddress peer) throws IOException;

    /** Whether it is closed and its address free, which can be later than that its channel is closed. Any thread. */
    boolean isGone();

    /** On Linux. */
    record Epoll(EpollDatagramChannel channel, Socket socket) implements UdpSocket {

        /** Of linux/udp.h. */
        private static final int SOL_UDP = 17;

        private static final int UDP_SEGMENT = 103;
        private static final int LONGEST_JOINED =
                EpollDatagramChannel.isSegmentedDatagramPacketSupported() ? SendBatch.MOST_OCTETS / 2 : 0;

        Epoll(EpollDatagramChannel channel) {
            this(channel, (Socket) channel.fd());
        }

        @Override
        public boolean send(ByteBuf datagram) throws IOException {
            int length = datagram.readableBytes();
            int from = datagram.readerIndex();
            // The number of a closed one may be another's by now.
            if (!channel.isOpen()) {
                return false;
            }
            try {
                if (datagram.hasMemoryAddress()) {
                    return socket.sendAddress(datagram.memoryAddress(), from, from + length) > 0 || length == 0;
                }
                ByteBuffer direct = datagram.internalNioBuffer(from, length);
                return socket.send(direct, direct.position(), direct.limit()) > 0 || length == 0;
            } catch (NativeIoException e) {
                throw e.expectedErr() == Errors.ERROR_ECONNREFUSED_NEGATIVE
                        ? new PortUnreachableException(e.getMessage())
                        : e;
            }
        }

        @Override
        public boolean sendTo(ByteBuf datagram, InetSocketAddress peer) throws IOException {
            int length = datagram.readableBytes();
            int from = datagram.readerIndex();
            if (!channel.isOpen()) {
                return false;
            }
            if (datagram.hasMemoryAddress()) {
                return socket.sendToAddress(
                                        datagram.memoryAddress(),
                                        from,
                                        from + length,
                                        peer.getAddress(),
                                        peer.getPort())
                                > 0
                        || length == 0;
            }
            ByteBuffer direct = datagram.internalNioBuffer(from, length);
            return socket.sendTo(direct, direct.position(), direct.limit(), peer.getAddress(), peer.getPort()) > 0
                    || length == 0;
        }

        @Override
        public int longestJoined() {
            return LONGEST_JOINED;
        }

        @Override
        public boolean sendJoined(ByteBuf datagrams, int length) throws IOException {
            try {
                cutAt(length);
                return send(datagrams);
            } finally {
                cutAt(0);
            }
        }

        @Override
        public boolean sendJoinedTo(ByteBuf datagrams, int length, InetSocketAddress peer) throws IOException {
            try {
                cutAt(length);
                return sendTo(datagrams, peer);
            } finally {
                cutAt(0);
            }
        }

        /** Has the kernel cut what is sent from now on into datagrams of this length; 0: not at all. */
        private void cutAt(int length) throws IOException {
            if (channel.isOpen()) {
                socket.setIntOpt(SOL_UDP, UDP_SEGMENT, length);
            }
        }

        @Override
        public boolean isGone() {
            return !channel.isOpen();
        }
    }

    /** Everywhere. A datagram without content is not sent to a connected peer: the JDK leaves it out. */
    record Nio(NioDatagramChannel channel, DatagramChannel socket) implements UdpSocket {

        @Override
        public boolean send(ByteBuf datagram) throws IOException {
            int length = datagram.readableBytes();
            return channel.isOpen() && socket.write(datagram.internalNioBuffer(datagram.readerIndex(), length)) > 0;
        }

        @Override
        public boolean sendTo(ByteBuf datagram, InetSocketAddress peer) throws IOException {
            int length = datagram.readableBytes();
            return channel.isOpen()
                    && (socket.send(datagram.internalNioBuffer(datagram.readerIndex(), length), peer) > 0
                            || length == 0);
        }

        @Override
        public int longestJoined() {
            return 0;
        }

        @Override
        public boolean sendJoined(ByteBuf datagrams, int length) throws IOException {
            throw new IOException("The JDK sends one datagram by one call");
        }

        @Override
        public boolean sendJoinedTo(ByteBuf datagrams, int length, InetSocketAddress peer) throws IOException {
            return sendJoined(datagrams, length);
        }

        /** The JDK closes it when the selector has noticed. */
        @Override
        public boolean isGone() {
            return !socket.isOpen() && !socket.isRegistered();
        }
    }
}
