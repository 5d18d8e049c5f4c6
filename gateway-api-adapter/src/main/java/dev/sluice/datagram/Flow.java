package dev.sluice.datagram;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.hop.PeerAddress;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.stream.StreamRule;
import dev.sluice.table.StreamTable;
import dev.sluice.upstream.FlowEndpoint;
import dev.sluice.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client sends to one socket, and what comes back. It keeps its backend while a configuration has that, and
 * its endpoint while the backend has that: other routes and weights are for flows that begin. Belongs to its loop.
 *
 * <p>One that no backend takes is a flow, too, so that it is reported once, not for each datagram.
 */
final class Flow extends LoopFlows.Entry {

    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

    /** Endpoints that one datagram may find dead. */
    private static final int TRIES = 3;

    /** Endpoints that are remembered as dead; then all may be tried again. */
    private static final int MOST_FAILED = 16;

    private final PortSocket socket;
    private final ClientKey key;
    private final InetSocketAddress client;
    private final ListenerId listener;
    private final Instant start = Instant.now();
    private final long startNanos;
    private final Set<Endpoint> failed = new HashSet<>(0);
    private StreamTable<StreamRule> seen;
    private @Nullable StreamRule rule;
    private @Nullable Upstream upstream;
    private @Nullable FlowBackend backend;
    private @Nullable Endpoint endpoint;

    /** Why nothing is forwarded at the moment; null: it is. */
    private @Nullable StreamEnd trouble;

    private @Nullable String why;
    private boolean failureTold;
    private boolean lacksSocket;
    private boolean ended;

    /** Octets; less where the way to the client does not carry it. */
    private int longestJoinedReply = Integer.MAX_VALUE;

    private long octetsFromClient;
    private long octetsToClient;
    private long datagramsFromClient;
    private long datagramsToClient;

    Flow(
            PortSocket socket,
            ClientKey key,
            InetSocketAddress client,
            StreamTable<StreamRule> seen,
            ListenerId listener) {
        this.socket = socket;
        this.key = key;
        this.client = client;
        this.seen = seen;
        this.listener = listener;
        this.startNanos = socket.flows().now();
        pick();
    }

    /** Whether it may stay: its Listener is there. If not, it ends here. */
    @SuppressWarnings("ReferenceEquality") // Which version it is counts.
    boolean goesOn() {
        StreamTable<StreamRule> now = socket.ports().serving().table();
        if (now == seen) {
            return true;
        }
        Listener current = now.listener(socket.port());
        if (current == null || !current.id().equals(listener)) {
            end(StreamEnd.DRAINED);
            return false;
        }
        seen = now;
        if (upstream == null) {
            pick();
        }
        return true;
    }

    private void pick() {
        StreamRule found = seen.find(listener, ListenerMode.STREAM, null);
        rule = found;
        upstream = null;
        lacksSocket = false;
        if (found == null) {
            trouble = StreamEnd.NO_ROUTE;
            return;
        }
        switch (found.pick()) {
            case StreamRule.Pick.To(Upstream chosen) -> {
                upstream = chosen;
                failed.clear();
            }
            case StreamRule.Pick.Nowhere(String reason, String message) -> {
                trouble = StreamEnd.NO_BACKEND;
                why = reason + ": " + message;
            }
        }
    }

    /** Hands a datagram of the client on, with others that were read together. */
    void fromClient(ByteBuf datagram) {
        socket.flows().moved(this);
        socket.flows().batch().add(this, SendBatch.Direction.TO_BACKEND, datagram);
    }

    /**
     * Sends what came of the client: one datagram, or several of a length, of which the last may be shorter. Does
     * nothing where the flow has ended since.
     */
    void sendToBackend(ByteBuf datagrams, int length) {
        if (datagrams.readableBytes() > length) {
            FlowBackend to = ended ? null : backend();
            if (to == null || !to.takeJoined(datagrams, length)) {
                each(datagrams, length, this::sendOneToBackend);
            }
        } else {
            sendOneToBackend(datagrams);
        }
    }

    private void sendOneToBackend(ByteBuf datagram) {
        if (ended) {
            socket.ports().drops().add(Drop.NOT_SENT);
            return;
        }
        for (int tries = 0; tries < TRIES; tries++) {
            FlowBackend to = backend();
            if (to == null) {
                break;
            }
            if (to.take(datagram)) {
                return;
            }
        }
        dropped();
    }

    private void dropped() {
        DropCounters drops = socket.ports().drops();
        if (lacksSocket) {
            drops.full(Drop.NO_SOCKET, "the limit of open files");
        } else {
            drops.add(
                    trouble == StreamEnd.NO_ROUTE
                            ? Drop.NO_ROUTE
                            : trouble == StreamEnd.NO_BACKEND ? Drop.NO_BACKEND : Drop.NO_ENDPOINT);
        }
    }

    /** Where its datagrams go; null where nothing takes them. */
    private @Nullable FlowBackend backend() {
        Upstream to = upstream;
        if (to == null) {
            return null;
        }
        FlowBackend now = backend;
        boolean isRetired = to.isRetired();
        if (now != null && !isRetired && !now.isGone()) {
            return now;
        }
        closeBackend();
        if (isRetired) {
            pick();
        }
        return connect(0);
    }

    private @Nullable FlowBackend connect(int attempts) {
        lacksSocket = false;
        for (int attempt = attempts; attempt < TRIES; attempt++) {
            Upstream to = upstream;
            FlowEndpoint chosen = to == null ? null : to.flow(failed);
            if (chosen == null) {
                if (to != null) {
                    trouble = StreamEnd.NO_ENDPOINT;
                }
                return null;
            }
            var opening = new FlowBackend(this, chosen, attempt);
            backend = opening;
            endpoint = chosen.endpoint();
            opening.open();
            // Unless it failed at once.
            if (backend == opening) {
                return opening;
            }
            if (lacksSocket) {
                return null;
            }
        }
        return null;
    }

    /** The endpoint cannot be reached: its port, its address, or what its name should have been. */
    void unreachable(FlowBackend from, Throwable cause) {
        if (backend != from) {
            return;
        }
        if (failureTold) {
            from.endpoint().ended();
        } else {
            failureTold = true;
            from.endpoint().unreachable();
        }
        trouble = StreamEnd.CONNECT_FAILED;
        why = cause.getMessage();
        if (failed.size() == MOST_FAILED) {
            failed.clear();
        }
        failed.add(from.endpoint().endpoint());
        Upstream of = upstream;
        boolean hasOthers = of != null && of.endpoints().size() > 1;
        if (hasOthers || !from.isOpen()) {
            FlowBackend.Waiting waiting = from.giveUp();
            backend = null;
            if (!waiting.isEmpty()) {
                FlowBackend other = connect(from.attempt() + 1);
                waiting.forEach(datagram -> {
                    if (other == null || !other.take(datagram)) {
                        socket.ports().drops().add(Drop.NO_ENDPOINT);
                    }
                });
            }
        }
    }

    private static void each(ByteBuf datagrams, int length, Consumer<ByteBuf> use) {
        while (datagrams.isReadable()) {
            use.accept(datagrams.readSlice(Math.min(length, datagrams.readableBytes())));
        }
    }

    /** How many they are. */
    static int count(ByteBuf datagrams, int length) {
        return (datagrams.readableBytes() + length - 1) / length;
    }

    /** Octets of the longest datagram that may be sent together with others. */
    int longestJoined(SendBatch.Direction to) {
        return switch (to) {
            case TO_BACKEND -> backend == null ? 0 : backend.longestJoined();
            case TO_CLIENT -> Math.min(longestJoinedReply, socket.longestJoined());
        };
    }

    /** This process can open no socket for it, which is no fault of the endpoint. The next datagram tries again. */
    void noSocket(FlowBackend from, Throwable cause) {
        if (backend == from) {
            backend = null;
            lacksSocket = true;
            trouble = StreamEnd.CONNECT_FAILED;
            why = cause.getMessage();
            from.giveUp().forEach(_ -> dropped());
        }
    }

    /** Some of the client's were sent to the endpoint. */
    void sent(int datagrams, int octets) {
        datagramsFromClient += datagrams;
        octetsFromClient += octets;
        if (trouble == StreamEnd.NO_ENDPOINT) {
            trouble = null;
        }
    }

    /** Hands a datagram of the backend on, with others that were read together. */
    void fromBackend(ByteBuf datagram) {
        if (!goesOn()) {
            return;
        }
        socket.flows().moved(this);
        trouble = null;
        why = null;
        socket.flows().batch().add(this, SendBatch.Direction.TO_CLIENT, datagram);
    }

    /** Sends what came of the backend: one datagram, or several of a length, of which the last may be shorter. */
    void sendToClient(ByteBuf datagrams, int length) {
        if (datagrams.readableBytes() <= length) {
            sendOneToClient(datagrams);
            return;
        }
        try {
            int octets = datagrams.readableBytes();
            if (socket.replyJoined(datagrams, length, client)) {
                datagramsToClient += count(datagrams, length);
                octetsToClient += octets;
            }
        } catch (IOException e) {
            LOG.debug("Datagrams of {} octets are not sent together to {}", length, client, e);
            longestJoinedReply = length - 1;
            each(datagrams, length, this::sendOneToClient);
        }
    }

    private void sendOneToClient(ByteBuf datagram) {
        int octets = datagram.readableBytes();
        if (socket.reply(datagram, client)) {
            datagramsToClient++;
            octetsToClient += octets;
        }
    }

    /** Ends it, once. */
    void end(StreamEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        leave();
        closeBackend();
        socket.ended(key);
        Upstream to = upstream;
        StreamRule by = rule;
        socket.ports()
                .recorder()
                .ended(new StreamRecord(
                        start,
                        socket.flows().now() - startNanos,
                        socket.port(),
                        StreamKind.UDP,
                        new PeerAddress(client).text(),
                        null,
                        listener,
                        by == null ? null : by.route(),
                        to == null ? null : to.id(),
                        endpoint,
                        new StreamRecord.Count(octetsFromClient, octetsToClient),
                        new StreamRecord.Count(datagramsFromClient, datagramsToClient),
                        trouble == null ? end : trouble,
                        trouble == null ? null : why));
    }

    private void closeBackend() {
        FlowBackend now = backend;
        if (now != null) {
            backend = null;
            now.giveUp().drop();
        }
    }

    /** All that is counted as one client. */
    ClientKey network() {
        return key.network();
    }

    PortSocket socket() {
        return socket;
    }
}
