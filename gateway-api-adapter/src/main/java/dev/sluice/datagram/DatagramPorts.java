package dev.sluice.datagram;

import dev.sluice.config.listener.PortId;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** All UDP ports of the data plane, and what their flows have in common. Any thread. */
public final class DatagramPorts {

    private final FlowSettings settings;
    private final DatagramTransport transport;
    private final Supplier<EventLoopGroup> group;
    private final StreamServing serving;
    private final StreamRecorder recorder;
    private final FlowBounds bounds;
    private final BiFunction<InetAddress, ReceiveBuffer, UdpSocket> connecting;
    private final DropCounters drops = new DropCounters();
    private final Map<EventLoop, LoopFlows> loops = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> numbers = new ConcurrentHashMap<>();

    /**
     * Opens nothing yet.
     *
     * @param group of the transport; asked for when the first port is opened. Not ended here
     * @param serving where flows find their rules
     */
    public DatagramPorts(
            FlowSettings settings,
            DatagramTransport transport,
            Supplier<EventLoopGroup> group,
            StreamServing serving,
            StreamRecorder recorder) {
        this(settings, transport, group, serving, recorder, transport::connecting);
    }

    /** @param connecting opens sockets for backends, as {@link DatagramTransport#connecting} */
    DatagramPorts(
            FlowSettings settings,
            DatagramTransport transport,
            Supplier<EventLoopGroup> group,
            StreamServing serving,
            StreamRecorder recorder,
            BiFunction<InetAddress, ReceiveBuffer, UdpSocket> connecting) {
        this.settings = settings;
        this.transport = transport;
        this.group = group;
        this.serving = serving;
        this.recorder = recorder;
        this.bounds = new FlowBounds(settings);
        this.connecting = connecting;
    }

    /**
     * Binds all addresses of a port, or none. May block for a moment.
     *
     * @param addresses at least one, resolved
     * @throws DatagramBindException where one of them cannot be bound, as when another process has it
     */
    public DatagramPort open(PortId id, List<InetSocketAddress> addresses) throws DatagramBindException {
        return DatagramPort.open(this, id, addresses);
    }

    /** Datagrams that were not forwarded. */
    public DropCounters drops() {
        return drops;
    }

    /** Flows that there are, of all ports. */
    public int flows() {
        return bounds.count();
    }

    /** Those on which a port has sockets. */
    List<LoopFlows> loops() {
        List<LoopFlows> all = new ArrayList<>();
        group.get()
                .forEach(loop ->
                        all.add(loops.computeIfAbsent((EventLoop) loop, each -> new LoopFlows(each, settings))));
        return transport.sharesPorts() ? all : all.subList(0, 1);
    }

    void opened(int number) {
        numbers.merge(number, 1, Integer::sum);
    }

    void closed(int number) {
        numbers.computeIfPresent(number, (_, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Whether a datagram seems to come from a port of ours: a client may write so in its address, and what we sent
     * there would come here again, without end.
     */
    boolean isOwn(InetSocketAddress client) {
        return numbers.containsKey(client.getPort()) && isOfThisMachine(client.getAddress());
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    DatagramTransport transport() {
        return transport;
    }

    /**
     * A socket for a backend, not connected yet.
     *
     * @throws ChannelException where this process can have no more sockets
     */
    UdpSocket connecting(InetAddress address, ReceiveBuffer buffer) {
        try {
            return connecting.apply(address, buffer);
        } catch (UncheckedIOException e) {
            throw new ChannelException(e.getCause());
        }
    }

    StreamServing serving() {
        return serving;
    }

    StreamRecorder recorder() {
        return recorder;
    }

    FlowBounds bounds() {
        return bounds;
    }
}
