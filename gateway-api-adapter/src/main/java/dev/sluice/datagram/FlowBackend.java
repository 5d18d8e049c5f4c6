package dev.sluice.datagram;

import dev.sluice.upstream.FlowEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a flow to one endpoint: a connected socket, to which the kernel lets nobody else send. Belongs to the loop
 * of its flow.
 */
final class FlowBackend extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FlowBackend.class);

    private final Flow flow;
    private final FlowEndpoint endpoint;
    private final int attempt;
    private final Waiting waiting;
    private @Nullable UdpSocket connected;
    private boolean closed;

    /** Less where the way to the endpoint does not carry it. */
    private int longestJoined = Integer.MAX_VALUE;

    /** @param attempt how many failed before, for the datagrams that wait */
    FlowBackend(Flow flow, FlowEndpoint endpoint, int attempt) {
        this.flow = flow;
        this.endpoint = endpoint;
        this.attempt = attempt;
        this.waiting = new Waiting(flow.socket().flows());
    }

    /** Connects; at once where the endpoint is an address. */
    void open() {
        Future<InetSocketAddress> address = endpoint.address(loop());
        if (address.isDone()) {
            connect(address);
        } else {
            address.addListener(_ -> connect(address));
        }
    }

    private EventLoop loop() {
        return flow.socket().flows().loop();
    }

    private void connect(Future<InetSocketAddress> address) {
        if (closed) {
            return;
        }
        if (!address.isSuccess()) {
            flow.unreachable(this, address.cause());
            return;
        }
        UdpSocket opened = socket(address.getNow().getAddress());
        if (opened == null) {
            return;
        }
        opened.channel().pipeline().addLast(this);
        ChannelFuture registered = loop().register(opened.channel());
        if (!registered.isSuccess()) {
            var _ = opened.channel().close();
            flow.unreachable(this, new ChannelException("not registered: " + registered));
            return;
        }
        ChannelFuture done = opened.channel().connect(address.getNow());
        if (done.isDone()) {
            ready(opened, done);
        } else {
            done.addListener(_ -> ready(opened, done));
        }
    }

    /** As many as there may be are as many flows as there may be: a quiet one ends for a new one. */
    private @Nullable UdpSocket socket(InetAddress to) {
        LoopFlows flows = flow.socket().flows();
        while (true) {
            try {
                return flow.socket().ports().connecting(to, flows.receiveBuffer());
            } catch (ChannelException e) {
                if (!flows.makeRoom(null)) {
                    flow.noSocket(this, e);
                    return null;
                }
            }
        }
    }

    private void ready(UdpSocket opened, ChannelFuture done) {
        if (closed || !done.isSuccess()) {
            var _ = opened.channel().close();
            if (!closed) {
                flow.unreachable(this, done.cause());
            }
            return;
        }
        connected = opened;
        waiting.forEach(this::take);
    }

    /**
     * Sends a datagram, or keeps it until it can be sent. Leaves the buffer as it is.
     *
     * @return false where it was not sent because an earlier one found no socket at the endpoint
     */
    boolean take(ByteBuf datagram) {
        UdpSocket to = connected;
        if (to == null) {
            if (!waiting.add(datagram)) {
                flow.socket().ports().drops().add(Drop.WAITING);
            }
            return true;
        }
        int octets = datagram.readableBytes();
        try {
            if (to.send(datagram)) {
                flow.sent(1, octets);
                return true;
            }
        } catch (PortUnreachableException e) {
            flow.unreachable(this, e);
            return false;
        } catch (IOException e) {
            LOG.debug("A datagram of {} octets is not sent to {}", octets, endpoint.endpoint(), e);
        }
        flow.socket().ports().drops().add(Drop.NOT_SENT);
        return true;
    }

    /**
     * Sends datagrams that lie one after the other, see {@link UdpSocket#sendJoined}.
     *
     * @return false where none was sent, and each is to be sent on its own
     */
    boolean takeJoined(ByteBuf datagrams, int length) {
        UdpSocket to = connected;
        if (to == null) {
            return false;
        }
        int count = Flow.count(datagrams, length);
        try {
            if (to.sendJoined(datagrams, length)) {
                flow.sent(count, datagrams.readableBytes());
            } else {
                flow.socket().ports().drops().add(Drop.NOT_SENT, count);
            }
            return true;
        } catch (PortUnreachableException e) {
            flow.unreachable(this, e);
        } catch (IOException e) {
            LOG.debug("Datagrams of {} octets are not sent together to {}", length, endpoint.endpoint(), e);
            longestJoined = length - 1;
        }
        return false;
    }

    /** Octets of the longest datagram that may be sent together with others. */
    int longestJoined() {
        UdpSocket to = connected;
        return to == null ? 0 : Math.min(longestJoined, to.longestJoined());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flow.socket().flows().batch().flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            if (!closed) {
                endpoint.answered();
                flow.fromBackend(packet.content());
            }
        } finally {
            packet.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof PortUnreachableException) {
            flow.unreachable(this, cause);
        } else {
            LOG.debug("Reading from {} failed", endpoint.endpoint(), cause);
        }
    }

    FlowEndpoint endpoint() {
        return endpoint;
    }

    /** Whether the backend has the endpoint no more. */
    boolean isGone() {
        return endpoint.isGone();
    }

    boolean isOpen() {
        return connected != null;
    }

    int attempt() {
        return attempt;
    }

    /** Closes it, and gives what was to be sent. */
    Waiting giveUp() {
        closed = true;
        endpoint.ended();
        UdpSocket open = connected;
        if (open != null) {
            connected = null;
            var _ = open.channel().close();
        }
        return waiting;
    }

    /** Datagrams that wait, not many. */
    static final class Waiting {

        private static final int MOST = 8;

        private final LoopFlows flows;
        private List<ByteBuf> datagrams = List.of();

        private Waiting(LoopFlows flows) {
            this.flows = flows;
        }

        /** Keeps a copy: the next read has the buffer. */
        private boolean add(ByteBuf datagram) {
            if (datagrams.size() >= MOST || !flows.tryWait(datagram.readableBytes())) {
                return false;
            }
            if (datagrams.isEmpty()) {
                datagrams = new ArrayList<>(1);
            }
            datagrams.add(datagram.copy());
            return true;
        }

        boolean isEmpty() {
            return datagrams.isEmpty();
        }

        /** Gives each away, in order; none waits after that. */
        void forEach(Consumer<ByteBuf> use) {
            List<ByteBuf> all = datagrams;
            datagrams = List.of();
            for (ByteBuf datagram : all) {
                flows.waited(datagram.readableBytes());
                try {
                    use.accept(datagram);
                } finally {
                    datagram.release();
                }
            }
        }

        /** Gives none of them to anybody. */
        void drop() {
            forEach(_ -> {});
        }
    }
}
