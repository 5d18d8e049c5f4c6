package dev.sluice.datagram;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.PortId;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRule;
import dev.sluice.table.StreamTable;
import dev.sluice.timing.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bound socket of a port and the flows of its clients. Belongs to its loop. */
final class PortSocket extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(PortSocket.class);
    private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(100);

    private final DatagramPort port;
    private final DatagramPorts ports;
    private final InetSocketAddress address;
    private final UdpSocket socket;
    private final LoopFlows loop;
    private final Map<ClientKey, Flow> flows = new HashMap<>();
    private volatile int count;
    private boolean draining;

    PortSocket(DatagramPort port, InetSocketAddress address, UdpSocket socket, LoopFlows loop) {
        this.port = port;
        this.ports = port.ports();
        this.address = address;
        this.socket = socket;
        this.loop = loop;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            received(packet.sender(), packet.content());
        } finally {
            packet.release();
        }
    }

    private void received(InetSocketAddress client, ByteBuf datagram) {
        ClientKey key = ClientKey.of(client);
        Flow flow = flows.get(key);
        if (flow == null || !flow.goesOn()) {
            flow = begin(key, client);
        }
        if (flow != null) {
            flow.fromClient(datagram);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        loop.batch().flush();
    }

    private @Nullable Flow begin(ClientKey key, InetSocketAddress client) {
        StreamTable<StreamRule> table = ports.serving().table();
        Listener listener = table.listener(port());
        Drop forbidden = listener == null ? Drop.NO_ROUTE : forbidden(client);
        if (listener == null || forbidden != null) {
            ports.drops().add(forbidden == null ? Drop.NO_ROUTE : forbidden);
            return null;
        }
        if (!hasRoom(key)) {
            return null;
        }
        if (address.getAddress().isAnyLocalAddress()) {
            port.metSocketForAll(address.getPort());
        }
        ports.recorder().began(port(), StreamKind.UDP);
        Flow flow = new Flow(this, key, client, table, listener.id());
        flows.put(key, flow);
        count = flows.size();
        return flow;
    }

    private @Nullable Drop forbidden(InetSocketAddress client) {
        if (draining) {
            return Drop.DRAINING;
        }
        return client.getPort() == 0 || ports.isOwn(client) ? Drop.OWN_ADDRESS : null;
    }

    private boolean hasRoom(ClientKey key) {
        Drop full = ports.bounds().tryAdd(key);
        if (full != null && loop.makeRoom(full == Drop.TOO_MANY_OF_CLIENT ? key.network() : null)) {
            full = ports.bounds().tryAdd(key);
        }
        if (full == null) {
            return true;
        }
        ports.drops()
                .full(
                        full,
                        full == Drop.TOO_MANY_FLOWS ? "sluice.listen.max-flows" : "sluice.listen.max-flows-per-client");
        return false;
    }

    /** Sends a datagram to a client; false where that is not possible now, which is counted. */
    boolean reply(ByteBuf datagram, InetSocketAddress client) {
        try {
            if (socket.sendTo(datagram, client)) {
                return true;
            }
        } catch (IOException e) {
            LOG.debug("A datagram of {} octets is not sent to {}", datagram.readableBytes(), client, e);
        }
        ports.drops().add(Drop.NOT_SENT);
        return false;
    }

    /**
     * Sends datagrams to a client that lie one after the other, see {@link UdpSocket#sendJoined}.
     *
     * @return false where the kernel has no room for them, which is counted
     * @throws IOException where they cannot be sent so
     */
    boolean replyJoined(ByteBuf datagrams, int length, InetSocketAddress client) throws IOException {
        if (socket.sendJoinedTo(datagrams, length, client)) {
            return true;
        }
        ports.drops().add(Drop.NOT_SENT, Flow.count(datagrams, length));
        return false;
    }

    /** See {@link UdpSocket#longestJoined}. */
    int longestJoined() {
        return socket.longestJoined();
    }

    /** A flow ended. */
    void ended(ClientKey key) {
        flows.remove(key);
        count = flows.size();
        ports.bounds().remove(key);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Reading datagrams of {} failed", port.id(), cause);
    }

    /** Begins no more flows. It closes when the last one ended, and ends those on which nothing moves. */
    void drain(Duration atMost) {
        draining = true;
        new Drain(loop.now() + atMost.toNanos()).expire();
    }

    /** Ends all flows and closes. */
    void close() {
        draining = true;
        List.copyOf(flows.values()).forEach(flow -> flow.end(StreamEnd.DRAINED));
        var _ = socket.channel().close();
    }

    private final class Drain extends Deadline {

        private final long end;

        private Drain(long end) {
            this.end = end;
        }

        @Override
        protected void expire() {
            List.copyOf(flows.values()).forEach(flow -> {
                if (loop.isQuiet(flow)) {
                    flow.end(StreamEnd.DRAINED);
                }
            });
            long left = end - loop.now();
            // Together with the others of the port: what is sent to one that is gone would go to another of them.
            if (port.flows() == 0 || left <= 0) {
                close();
            } else {
                loop.wheel().schedule(this, Math.min(left, SWEEP));
            }
        }
    }

    /** Any thread. */
    int count() {
        return count;
    }

    /** Whether it is closed and its address free. Any thread. */
    boolean isGone() {
        return socket.isGone();
    }

    Channel channel() {
        return socket.channel();
    }

    LoopFlows flows() {
        return loop;
    }

    DatagramPorts ports() {
        return ports;
    }

    PortId port() {
        return port.id();
    }

    /** That it is bound to. */
    InetSocketAddress address() {
        return address;
    }
}
