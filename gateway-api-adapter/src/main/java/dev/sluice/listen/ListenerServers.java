package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.datagram.DatagramPorts;
import dev.sluice.datagram.DropCounters;
import dev.sluice.edge.wire.RequestHandler;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamConnections;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.tls.HandshakeCounters;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.tls.TlsTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;

/**
 * All sockets of the data plane. To serve a configuration: {@link #prepare} its sockets, let requests see it, {@link
 * #open} them, then {@link #retain} them alone.
 *
 * <p>A socket that stays is not touched: its connections never notice, but those of a Listener that is gone or does not
 * accept their client any more. Changes
 * come from one thread at a time, which may block; every method but {@link #connections} waits for its turn.
 *
 * <p>Runs on event loops of its own.
 */
public final class ListenerServers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerServers.class);

    private final ListenSettings settings;
    private final EventLoops loops;
    private final SocketOpener opener;
    private final DatagramPorts datagrams;
    private final UdpSockets udp;
    private final Map<PortId, OpenSocket> sockets = new ConcurrentHashMap<>();
    private final List<CompletableFuture<Void>> drains = new ArrayList<>();
    private final Map<PortId, SocketState> states = new HashMap<>();
    private final Set<PortId> changed = new HashSet<>();
    private volatile TlsTables tls;
    private @Nullable List<ListenerSocket> prepared;
    private List<ListenerSocket> newest = List.of();

    /**
     * Opens nothing yet.
     *
     * @param loops ended with {@link #close}
     * @param handler of requests
     * @param streams where connections and flows find their route that are not HTTP
     * @param recorder of these connections and flows
     * @throws IllegalArgumentException where this machine does not have the TLS library
     */
    public ListenerServers(
            ListenSettings settings,
            EventLoops loops,
            RequestHandler handler,
            StreamServing streams,
            StreamRecorder recorder) {
        this.settings = settings;
        this.loops = loops;
        TlsLibrary library = settings.tlsLibrary().resolved();
        LOG.info("TLS is done by {}", library);
        this.tls = TlsTables.of(TlsTable.empty(library));
        var octets = new StreamConnections(streams, recorder, settings.quiet().connection());
        this.opener = new SocketOpener(settings, loops, handler, octets, () -> tls);
        this.datagrams =
                new DatagramPorts(settings.flows(), loops.transport().datagrams(), loops::datagrams, streams, recorder);
        this.udp = new UdpSockets(datagrams);
    }

    /**
     * The socket of a node agent of the mesh, on the same event loops.
     *
     * @throws IllegalArgumentException where the transport does not tell where steered connections were going
     */
    public MeshSocket meshSocket(List<BindAddress> addresses, ClientNamespaces namespaces) {
        if (!loops.transport().knowsOriginalDestinations()) {
            throw new IllegalArgumentException(
                    "sluice.transport: %s (expected: io_uring or epoll, which tell where a connection was going)"
                            .formatted(loops.transport()));
        }
        return meshSocket(addresses, namespaces, new OriginalDestination());
    }

    /** The same, with another source of where connections were going. */
    MeshSocket meshSocket(
            List<BindAddress> addresses, ClientNamespaces namespaces, SteeredLayout.Destinations destinations) {
        return new MeshSocket(settings, opener, addresses, namespaces, destinations);
    }

    /** How the TLS handshakes of clients ended, on all sockets so far. */
    public HandshakeCounters handshakes() {
        return opener.handshakes();
    }

    /**
     * Reads the certificates of these sockets for the {@link #open} that follows, and has clients judged again whose
     * Listener will ask something else of them. Requests of those that it accepts are served before and after the
     * change. Waits for that a second at most.
     */
    public synchronized void prepare(List<ListenerSocket> wanted) {
        TlsTable next = TlsTable.of(wanted, tls.served());
        Set<PortId> changing = tls.changedBy(next);
        // Before the reviews, so that each connection is judged by one of them or when its handshake is done.
        tls = new TlsTables(tls.served(), next);
        prepared = List.copyOf(wanted);
        CompletableFuture.allOf(tcp(changing)
                        .map(socket -> socket.live().review(new PlanReview(socket.id(), next)))
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                .join();
    }

    private Stream<OpenTcpSocket> tcp(Set<PortId> ids) {
        return sockets.values().stream()
                .filter(OpenTcpSocket.class::isInstance)
                .map(OpenTcpSocket.class::cast)
                .filter(socket -> ids.contains(socket.id()));
    }

    /**
     * Opens the sockets that are not open yet and takes on the certificates of all. One that is open stays as it is as
     * long as its addresses and protocol stay. Sockets that are not wanted are left open for {@link #retain}, except
     * where they stand on an address that a new one needs: those are closed first, and drain beside their successor.
     *
     * <p>A socket that could not be opened is tried again by the next call, and by {@link #openClosed}.
     *
     * @return for each wanted socket, whether it accepts connections
     */
    public synchronized Map<PortId, SocketState> open(List<ListenerSocket> wanted) {
        TlsTable next = wanted.equals(prepared) ? tls.next() : TlsTable.of(wanted, tls.served());
        changed.addAll(tls.changedBy(next));
        tls = TlsTables.of(next);
        prepared = null;
        clearTheWay(wanted);
        newest = List.copyOf(wanted);
        states.clear();
        for (ListenerSocket socket : newest) {
            states.put(socket.id(), open(socket));
        }
        return Map.copyOf(states);
    }

    /**
     * Tries again to open those sockets that the last {@link #open} left closed. Does not touch the others.
     *
     * @return for each wanted socket, whether it accepts connections
     */
    public synchronized Map<PortId, SocketState> openClosed() {
        for (ListenerSocket socket : newest) {
            if (states.get(socket.id()) instanceof SocketState.Closed) {
                states.put(socket.id(), open(socket));
            }
        }
        return Map.copyOf(states);
    }

    private SocketState open(ListenerSocket wanted) {
        if (wanted.protocol() == SocketProtocol.TLS && !tls.served().serves(wanted.id())) {
            return new SocketState.Closed("no Listener on port " + wanted.id().port()
                    + " has certificates that can be used, so every handshake is refused: give one of them valid ones");
        }
        OpenSocket open = sockets.get(wanted.id());
        if (open == null) {
            try {
                open = wanted.protocol() == SocketProtocol.UDP ? udp.open(wanted) : opener.open(wanted);
            } catch (BindFailure e) {
                return new SocketState.Closed(e.explain(sockets.values()));
            }
            sockets.put(wanted.id(), open);
        }
        return new SocketState.Open(open.addresses());
    }

    private void clearTheWay(List<ListenerSocket> wanted) {
        sockets.values().stream()
                .filter(open -> wanted.stream().noneMatch(open::isLike))
                .filter(open -> wanted.stream().anyMatch(open::isInTheWayOf))
                .map(OpenSocket::id)
                .toList()
                .forEach(this::close);
    }

    /**
     * Closes every other socket: it accepts no more connections when this returns, and soon begins no flows. What runs
     * on it may end within the drain timeout, beside the caller. On the sockets that stay, the same holds for the TLS
     * connections of Listeners that are gone, or that do not accept the client any more.
     */
    public synchronized void retain(Set<PortId> wanted) {
        sockets.keySet().stream().filter(id -> !wanted.contains(id)).toList().forEach(this::close);
        TlsTable served = tls.served();
        Duration timeout = settings.timeouts().drain();
        tcp(changed).forEach(socket -> socket.live().drainUnless(new PlanReview(socket.id(), served), timeout));
        changed.clear();
    }

    private void close(PortId id) {
        OpenSocket socket = sockets.remove(id);
        if (socket != null) {
            drains.removeIf(CompletableFuture::isDone);
            if (socket instanceof OpenUdpSocket leaving) {
                udp.leaves(leaving);
            }
            drains.add(socket.drain(settings.timeouts()));
        }
    }

    /** Listeners that are not served because of their certificates, and why: object, cause and remedy. */
    public Map<ListenerId, String> tlsFailures() {
        return tls.served().failures();
    }

    /** Datagrams that were not forwarded, of all sockets so far. */
    public DropCounters droppedDatagrams() {
        return datagrams.drops();
    }

    /** How many connections or flows a socket has, draining ones of a closed socket not counted. */
    public int connections(PortId id) {
        OpenSocket socket = sockets.get(id);
        return socket == null ? 0 : socket.connections();
    }

    /** The event loops of all connections. With upstream connections on them too, fewer requests change threads. */
    public LoopResources loops() {
        return loops;
    }

    /** Closes all sockets and returns when everything is drained, which the drain timeout bounds. */
    public synchronized void drain() {
        newest = List.of();
        retain(Set.of());
        // The drain ends itself at its timeout; the second on top lets those last closes come through.
        long patience = settings.timeouts().drain().plusSeconds(1).toMillis();
        CompletableFuture.allOf(drains.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, patience, TimeUnit.MILLISECONDS)
                .join();
    }

    /** Drains, then ends the event loops: what else runs on them must have been closed before. */
    @Override
    public synchronized void close() {
        drain();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }
}
