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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port that is open: on each event loop a socket for each address. The kernel gives what one client sends to one
 * address to the same of them, as long as none comes or goes.
 *
 * <p>Where all addresses of the machine are meant, those that it has get sockets of their own beside the one for all: a
 * socket answers from the address that it is bound to, and one that is bound to none from whichever the kernel takes,
 * so that a client which sent to another would not know the answer. Netty cannot say the address with each datagram.
 */
public final class DatagramPort {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramPort.class);

    private final DatagramPorts ports;
    private final PortId id;
    private final List<PortSocket> sockets = new ArrayList<>();

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

    private void bind(InetSocketAddress address) throws DatagramBindException {
        List<LoopFlows> loops = ports.loops();
        if (address.getAddress().isAnyLocalAddress()) {
            // Before the one for all, so that what comes at once meets the socket that it will meet later.
            for (InetAddress own : addressesOfThisMachine()) {
                try {
                    bindOn(loops, new InetSocketAddress(own, address.getPort()));
                } catch (DatagramBindException e) {
                    LOG.debug("{} has no socket of its own", own, e);
                }
            }
        }
        bindOn(loops, address);
    }

    private void bindOn(List<LoopFlows> loops, InetSocketAddress address) throws DatagramBindException {
        for (LoopFlows loop : loops) {
            var socket = new PortSocket(ports, id, ports.transport().listening(address.getAddress()), loop);
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

    /** Flows that it has. Any thread. */
    public int flows() {
        return sockets.stream().mapToInt(PortSocket::count).sum();
    }

    /**
     * Begins no more flows from now on; those that there are may go on until nothing moves on them. Completes when it
     * is closed.
     */
    public CompletableFuture<Void> drain(Duration atMost) {
        onEach(socket -> socket.drain(atMost));
        return CompletableFuture.allOf(
                sockets.stream().map(DatagramPort::closing).toArray(CompletableFuture[]::new));
    }

    /** Ends all flows; returns when the addresses are free. */
    public void close() {
        onEach(PortSocket::close);
        sockets.forEach(socket -> socket.channel().closeFuture().awaitUninterruptibly());
    }

    /** Whether it is closed, so that its addresses are free. */
    public boolean isClosed() {
        return sockets.stream().noneMatch(socket -> socket.channel().isOpen());
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
