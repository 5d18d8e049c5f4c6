package dev.sluice.infrastructure.write;

import dev.sluice.resource.Durations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which sockets of pods take connections. Each is asked for once, for all Gateways together and on a thread of
 * its own, so nobody waits here. A socket that does not open in time is taken for open, since the pod may be one that
 * cannot be reached from here; such a pod is remembered, and its other sockets are not waited for. Called by any
 * thread.
 */
final class PodSockets {

    private static final Logger LOG = LoggerFactory.getLogger(PodSockets.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    /** A pod that was wedged may be there again; an address may be another pod's. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Duration patience;
    private final Probe probe;
    private final Executor threads;
    private final InstantSource clock;
    private final Map<InetSocketAddress, State> sockets = new ConcurrentHashMap<>();
    private final Map<String, Instant> silentPods = new ConcurrentHashMap<>();
    private volatile Runnable changed = () -> {};

    private enum State {
        ASKED,
        KNOWN
    }

    /** Tries to connect, once. */
    @FunctionalInterface
    interface Probe {

        /** By TCP. */
        Probe TCP = (address, limit) -> {
            try (var socket = new Socket()) {
                socket.connect(address, Math.toIntExact(Math.max(1, limit.toMillis())));
                return true;
            } catch (IOException notYet) {
                return false;
            }
        };

        /** Blocks for the limit at most. */
        boolean connects(InetSocketAddress address, Duration limit);
    }

    /**
     * Knows nothing yet.
     *
     * @param patience for one socket
     * @param threads may block
     */
    PodSockets(Duration patience, Probe probe, Executor threads, InstantSource clock) {
        this.patience = patience;
        this.probe = probe;
        this.threads = threads;
        this.clock = clock;
    }

    /** Registers what is called when a socket that was asked for is open, or is given up. */
    void onChange(Runnable listener) {
        changed = listener;
    }

    /** Whether requests may be sent to a socket; where that is not known, it is found out. */
    boolean mayBeUsed(String address, int port) {
        if (isSilent(address)) {
            return true;
        }
        var socket = new InetSocketAddress(address, port);
        if (sockets.putIfAbsent(socket, State.ASKED) == null) {
            threads.execute(() -> ask(address, socket));
        }
        return sockets.get(socket) == State.KNOWN;
    }

    /**
     * Forgets all pods but these. Who comes back, or has the address of one that is gone, opens its sockets again.
     *
     * @param addresses of pods that take requests
     */
    void retain(Set<String> addresses) {
        sockets.keySet().removeIf(socket -> !addresses.contains(socket.getHostString()));
        silentPods.keySet().retainAll(addresses);
    }

    private boolean isSilent(String address) {
        var until = silentPods.get(address);
        return until != null && clock.instant().isBefore(until);
    }

    private void ask(String address, InetSocketAddress socket) {
        if (!opens(socket) && silentPods.put(address, clock.instant().plus(REMEMBERED)) == null) {
            LOG.warn(
                    "the pod {} takes no connections on port {} within {}: Gateways lead there all the same",
                    address,
                    socket.getPort(),
                    Durations.text(patience));
        }
        if (sockets.replace(socket, State.KNOWN) != null) {
            changed.run();
        }
    }

    private boolean opens(InetSocketAddress socket) {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (probe.connects(socket, Duration.ofNanos(left))) {
                return true;
            }
            LockSupport.parkNanos(Math.min(left, BETWEEN_TRIES.toNanos()));
        }
        return false;
    }
}
