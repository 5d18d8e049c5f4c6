package dev.sluice.datagram;

import dev.sluice.config.listener.PortId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port that is open: on each event loop a socket for each address. The kernel gives what one client sends to one
 * address to the same of them, as long as none comes or goes.
 *
 * <p>Where all addresses of the machine are meant, those that it has have sockets of their own, and one is for all: a
 * socket answers from the address that it is bound to, and one that is bound to none from whichever the kernel takes,
 * so that a client which sent to another would not know the answer. Netty cannot say the address with each datagram.
 * What meets the socket for all was sent to an address that has none yet, so the machine is asked for new ones.
 */
public final class DatagramPort {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramPort.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MOST_WAITS = 1000;

    private final DatagramPorts ports;
    private final PortId id;
    private final List<PortSocket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
    private boolean ending;

    private DatagramPort(DatagramPorts ports, PortId id) {
        this.ports = ports;
        this.id = id;
    }

    static DatagramPort open(DatagramPorts ports, PortId id, List<InetSocketAddress> addresses)
            throws DatagramBindException {
        for (InetSocketAddress address : addresses) {
            requireFree(address);
        }
        var port = new DatagramPort(ports, id);
        try {
            for (InetSocketAddress address : addresses) {
                port.bind(address);
            }
        } catch (DatagramBindException e) {
            port.close();
            throw e;
        }
        return port;
    }

    /** Our sockets share their address with each other, hence with those of another process of this user, too. */
    private static void requireFree(InetSocketAddress address) throws DatagramBindException {
        try (DatagramSocket alone = new DatagramSocket(null)) {
            alone.bind(address);
        } catch (SocketException e) {
            throw new DatagramBindException(address, e);
        }
    }

    private synchronized void bind(InetSocketAddress address) throws DatagramBindException {
        if (address.getAddress().isAnyLocalAddress()) {
            // Before the one for all, so that what comes at once meets the socket that it will meet later.
            bindAddressesOfThisMachine(address.getPort());
        }
        bindOn(ports.loops(), address);
    }

    private void bindAddressesOfThisMachine(int number) {
        for (InetAddress own : addressesOfThisMachine()) {
            var address = new InetSocketAddress(own, number);
            if (sockets.stream().noneMatch(socket -> socket.address().equals(address))) {
                try {
                    bindOn(ports.loops(), address);
                } catch (DatagramBindException e) {
                    LOG.debug("{} has no socket of its own", own, e);
                }
            }
        }
    }

    /** A client's first datagram met the socket for all addresses. On an event loop. */
    void metSocketForAll(int number) {
        long before = lookedAt.get();
        long now = System.nanoTime();
        if (now - before >= LOOK_NANOS && lookedAt.compareAndSet(before, now)) {
            Thread.ofPlatform().daemon().name("sluice-udp-addresses").start(() -> bindNewAddresses(number));
        }
    }

    private synchronized void bindNewAddresses(int number) {
        if (!ending) {
            bindAddressesOfThisMachine(number);
        }
    }

    private void bindOn(List<LoopFlows> loops, InetSocketAddress address) throws DatagramBindException {
        for (LoopFlows loop : loops) {
            UdpSocket opened = ports.transport().listening(address.getAddress(), loop.receiveBuffer());
            var socket = new PortSocket(this, address, opened, loop);
            Channel channel = socket.channel();
            channel.pipeline().addLast(socket);
            ChannelFuture done = loop.loop().register(channel).awaitUninterruptibly();
            if (done.isSuccess()) {
                done = channel.bind(address).awaitUninterruptibly();
            }
            if (!done.isSuccess()) {
                channel.close().awaitUninterruptibly();
                throw new DatagramBindException(address, done.cause());
            }
            sockets.add(socket);
            ports.opened(address.getPort());
            channel.closeFuture().addListener(_ -> ports.closed(address.getPort()));
        }
    }

    private static List<InetAddress> addressesOfThisMachine() {
        try (var interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces.flatMap(NetworkInterface::inetAddresses).toList();
        } catch (SocketException e) {
            LOG.debug("Interfaces cannot be read", e);
            return List.of();
        }
    }

    DatagramPorts ports() {
        return ports;
    }

    PortId id() {
        return id;
    }

    /** Flows that it has. Any thread. */
    public int flows() {
        return sockets.stream().mapToInt(PortSocket::count).sum();
    }

    /**
     * Begins no more flows from now on; those that there are may stay until nothing moves on them. Completes when it
     * is closed.
     */
    public synchronized CompletableFuture<Void> drain(Duration atMost) {
        ending = true;
        onEach(socket -> socket.drain(atMost));
        return CompletableFuture.allOf(
                sockets.stream().map(DatagramPort::closing).toArray(CompletableFuture[]::new));
    }

    /** Ends all flows; returns when the addresses are free. */
    public synchronized void close() {
        ending = true;
        onEach(PortSocket::close);
        sockets.forEach(socket -> socket.channel().closeFuture().awaitUninterruptibly());
        for (int waits = 0; waits < MOST_WAITS && !isClosed(); waits++) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    /** Whether it is closed, so that its addresses are free. */
    public boolean isClosed() {
        return sockets.stream().allMatch(PortSocket::isGone);
    }

    private static CompletableFuture<Void> closing(PortSocket socket) {
        var closing = new CompletableFuture<Void>();
        socket.channel().closeFuture().addListener(_ -> closing.complete(null));
        return closing;
    }

    private void onEach(Consumer<PortSocket> step) {
        for (PortSocket socket : sockets) {
            try {
                socket.flows().loop().execute(() -> step.accept(socket));
            } catch (RejectedExecutionException stopped) {
                LOG.debug("{}: its event loop has ended", id, stopped);
            }
        }
    }
}
