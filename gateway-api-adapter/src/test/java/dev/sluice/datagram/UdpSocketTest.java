package dev.sluice.datagram;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of one datagram, as the kernel takes them. */
@ExtendWith(LeakDetection.class)
final class UdpSocketTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int TOO_LARGE = 70_000;

    private final EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void end() {
        epoll.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        nio.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    static Stream<Arguments> buffers() {
        return Stream.of(DatagramTransport.values())
                .flatMap(transport -> Stream.of(true, false).map(known -> Arguments.of(transport, known)));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void datagramIsTheReadablePartOfABuffer(DatagramTransport transport, boolean knowsItsAddress) throws Exception {
        try (var peer = peer()) {
            UdpSocket socket = connected(transport, address(peer));
            ByteBuf datagram = buffer(knowsItsAddress, "..whole..");
            datagram.setIndex(2, 7);

            assertThat(onLoop(socket, () -> socket.send(datagram))).isTrue();
            assertThat(received(peer)).isEqualTo("whole");
            assertThat(datagram.readableBytes()).isEqualTo(5);
            datagram.release();
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void datagramToAnAddressIsTheReadablePartToo(DatagramTransport transport, boolean knowsItsAddress)
            throws Exception {
        try (var peer = peer()) {
            UdpSocket socket = bound(transport);
            ByteBuf datagram = buffer(knowsItsAddress, "..whole..");
            datagram.setIndex(2, 7);

            assertThat(onLoop(socket, () -> socket.sendTo(datagram, address(peer))))
                    .isTrue();
            assertThat(received(peer)).isEqualTo("whole");
            datagram.release();
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void whatTheKernelDoesNotTakeIsAnError(DatagramTransport transport, boolean knowsItsAddress) throws Exception {
        try (var peer = peer()) {
            UdpSocket connected = connected(transport, address(peer));
            UdpSocket bound = bound(transport);
            ByteBuf datagram = buffer(knowsItsAddress, "x".repeat(TOO_LARGE));

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> onLoop(connected, () -> connected.send(datagram)));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> onLoop(bound, () -> bound.sendTo(datagram, address(peer))));
            datagram.release();
        }
    }

    @Test
    void joinedOnesArriveApart() throws Exception {
        assumeTrue(EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        try (var peer = peer()) {
            UdpSocket connected = connected(DatagramTransport.EPOLL, address(peer));
            UdpSocket bound = bound(DatagramTransport.EPOLL);
            ByteBuf datagrams = buffer(true, "onetwosix!");

            assertThat(onLoop(connected, () -> connected.sendJoined(datagrams, 3)))
                    .isTrue();
            assertThat(onLoop(bound, () -> bound.sendJoinedTo(datagrams, 3, address(peer))))
                    .isTrue();

            for (String datagram : List.of("one", "two", "six", "!", "one", "two", "six", "!")) {
                assertThat(received(peer)).isEqualTo(datagram);
            }
            datagrams.release();
        }
    }

    /** Whether the kernel took what was joined or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterJoinedOnesADatagramIsWhole(boolean taken) throws Exception {
        assumeTrue(EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        try (var peer = peer()) {
            UdpSocket socket = connected(DatagramTransport.EPOLL, address(peer));
            ByteBuf joined = buffer(true, "x".repeat(taken ? 6 : TOO_LARGE));
            ByteBuf datagram = buffer(true, "whole");
            if (taken) {
                onLoop(socket, () -> socket.sendJoined(joined, 3));
                assertThat(received(peer) + received(peer)).isEqualTo("xxxxxx");
            } else {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> onLoop(socket, () -> socket.sendJoined(joined, 3)));
            }

            assertThat(onLoop(socket, () -> socket.send(datagram))).isTrue();

            assertThat(received(peer)).isEqualTo("whole");
            joined.release();
            datagram.release();
        }
    }

    @Test
    void jdkJoinsNone() throws Exception {
        try (var peer = peer()) {
            UdpSocket connected = connected(DatagramTransport.NIO, address(peer));
            UdpSocket bound = bound(DatagramTransport.NIO);
            ByteBuf datagrams = buffer(true, "onetwo");

            assertThat(connected.longestJoined()).isZero();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> onLoop(connected, () -> connected.sendJoined(datagrams, 3)));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> onLoop(bound, () -> bound.sendJoinedTo(datagrams, 3, address(peer))));
            datagrams.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedSocketSendsNothing(DatagramTransport transport) throws Exception {
        try (var peer = peer()) {
            UdpSocket connected = connected(transport, address(peer));
            UdpSocket bound = bound(transport);
            connected.channel().close().sync();
            bound.channel().close().sync();
            ByteBuf datagram = buffer(true, "late");

            assertThat(onLoop(connected, () -> connected.send(datagram))).isFalse();
            assertThat(onLoop(bound, () -> bound.sendTo(datagram, address(peer))))
                    .isFalse();
            await().until(() -> connected.isGone() && bound.isGone());
            datagram.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void peerThatIsNotThereIsReportedToTheNextDatagram(DatagramTransport transport) throws Exception {
        UdpSocket socket = connected(transport, new InetSocketAddress(LOOPBACK, FreePorts.next()));
        ByteBuf datagram = buffer(true, "anyone?");

        // Both in one turn of the loop, which would else take the error when it reads.
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> onLoop(socket, () -> {
                    socket.send(datagram);
                    return socket.send(datagram);
                }));
        datagram.release();
    }

    private UdpSocket connected(DatagramTransport transport, InetSocketAddress peer) throws InterruptedException {
        UdpSocket socket = transport.connecting(LOOPBACK, new ReceiveBuffer(new SendBatch()));
        loops(transport).register(socket.channel()).sync();
        socket.channel().connect(peer).sync();
        return socket;
    }

    private UdpSocket bound(DatagramTransport transport) throws InterruptedException {
        UdpSocket socket = transport.listening(LOOPBACK, new ReceiveBuffer(new SendBatch()));
        loops(transport).register(socket.channel()).sync();
        socket.channel().bind(new InetSocketAddress(LOOPBACK, FreePorts.next())).sync();
        return socket;
    }

    private EventLoopGroup loops(DatagramTransport transport) {
        return switch (transport) {
            case EPOLL -> epoll;
            case NIO -> nio;
        };
    }

    /** A socket belongs to the loop of its channel. */
    private static boolean onLoop(UdpSocket socket, Callable<Boolean> sending) throws Exception {
        var done = socket.channel().eventLoop().submit(sending).await();
        if (done.cause() instanceof Exception failure) {
            throw failure;
        }
        return done.getNow();
    }

    /** Where Netty may not use what the JDK keeps to itself, no buffer knows its address. */
    private static ByteBuf buffer(boolean knowsItsAddress, String text) {
        ByteBuf buffer = knowsItsAddress
                ? Unpooled.directBuffer()
                : new UnpooledDirectByteBuf(UnpooledByteBufAllocator.DEFAULT, 256, TOO_LARGE);
        assertThat(buffer.hasMemoryAddress()).isEqualTo(knowsItsAddress);
        return buffer.writeBytes(text.getBytes(US_ASCII));
    }

    private static DatagramSocket peer() throws IOException {
        return new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
    }

    private static InetSocketAddress address(DatagramSocket peer) {
        return (InetSocketAddress) peer.getLocalSocketAddress();
    }

    private static String received(DatagramSocket peer) throws IOException {
        peer.setSoTimeout(10_000);
        var packet = new DatagramPacket(new byte[100], 100);
        peer.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
    }
}
