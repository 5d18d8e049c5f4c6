package dev.sluice.listen;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.datagram.FlowSettings;
import dev.sluice.edge.RequestLimits;
import dev.sluice.edge.wire.ConnectionTimeouts;
import dev.sluice.hop.Network;
import dev.sluice.tls.TlsLibrary;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every socket.
 *
 * @param h2c whether an HTTP socket also speaks HTTP/2, by prior knowledge
 * @param streams that run at one time on an HTTP/2 connection
 * @param tlsLibrary that does the TLS of HTTPS sockets
 * @param ceilings how many connections there may be
 * @param timeouts of handshakes and of sockets that are closed
 * @param connections how long a connection that speaks HTTP may take
 * @param quiet how long the others may be quiet
 * @param requests how much a request may hold
 * @param flows of UDP sockets: how many there may be, and for how long
 * @param proxies networks whose connections begin with a PROXY protocol header; empty: none do
 */
public record ListenSettings(
        boolean h2c,
        int streams,
        TlsLibrary tlsLibrary,
        Ceilings ceilings,
        Timeouts timeouts,
        ConnectionTimeouts connections,
        Quiet quiet,
        RequestLimits requests,
        FlowSettings flows,
        List<Network> proxies) {

    /** Protocols that ask and answer do so within that time; after it, a flow may end for another. */
    private static final Duration QUIET_FLOW = Duration.ofSeconds(2);

    /** What is good on the open Internet. */
    public static final ListenSettings DEFAULTS = new ListenSettings(
            true,
            100,
            TlsLibrary.AUTO,
            Ceilings.ofDescriptors(),
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(30)),
            new ConnectionTimeouts(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1)),
            new Quiet(Duration.ofHours(1)),
            new RequestLimits(8192, 8192, 100, Long.MAX_VALUE),
            flows(null, null, Duration.ofSeconds(60)),
            List.of());

    public ListenSettings {
        proxies = List.copyOf(proxies);
    }

    /**
     * Where a number is not given: as many flows as a quarter of the descriptors that this process may have, as a flow
     * has one, and half of them for each client: a node or load balancer may stand for many clients.
     */
    public static FlowSettings flows(@Nullable Integer most, @Nullable Integer mostOfClient, Duration idle) {
        int flows = most == null ? Math.toIntExact(Math.clamp(Ceilings.descriptors() / 4, 64, 1_000_000)) : most;
        int ofClient = mostOfClient == null ? Math.max(1, flows / 2) : mostOfClient;
        return new FlowSettings(flows, ofClient, idle, QUIET_FLOW);
    }

    /**
     * How long a handshake, and the end of a socket, may take.
     *
     * @param handshake for a TLS handshake; 10 s by default
     * @param quiet how long a draining socket waits for the next request of a connection that has none running, to tell
     *     the client {@code Connection: close} with its answer instead of hanging up; 1 s by default
     * @param drain how long requests of a draining socket may run on; 30 s by default
     */
    public record Timeouts(Duration handshake, Duration quiet, Duration drain) {}

    /**
     * How long nothing may move in either direction.
     *
     * @param connection of a TCPRoute or TLSRoute; 1 h by default
     */
    public record Quiet(Duration connection) {}

    /**
     * How many connections may be open concurrently.
     *
     * @param connections of all sockets together, at least 1
     * @param connectionsOfSocket of each socket, at least 1; null for no limit of its own
     */
    public record Ceilings(int connections, @Nullable Integer connectionsOfSocket) {

        /** For files, event loops and what else is opened. */
        private static final int OTHER_DESCRIPTORS = 256;

        /** As many as this process may have descriptors for: a client's connection has one at a backend. */
        public static Ceilings ofDescriptors() {
            long connections = Math.clamp(descriptors() / 2, 64, 1_000_000);
            return new Ceilings(Math.toIntExact(connections), null);
        }

        /** For sockets. */
        private static long descriptors() {
            long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getMaxFileDescriptorCount()
                    : Integer.MAX_VALUE;
            return descriptors - OTHER_DESCRIPTORS;
        }
    }
}
