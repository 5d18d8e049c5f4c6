package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds an EndpointSlice back until the pods that it names take connections: each pod learns its ports from the API
 * server, the one a moment later than the other, and requests must not come to it before. A pod that never does, or
 * that cannot be reached from here, delays the write by the patience and no more.
 */
public final class OpenSocketsFirst implements ObjectWrites {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSocketsFirst.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);
    private static final int CONNECT_MILLIS = 200;

    private final ObjectWrites writes;
    private final Duration patience;

    /**
     * Writes by others what has waited here.
     *
     * @param patience for all pods of one EndpointSlice together
     */
    public OpenSocketsFirst(ObjectWrites writes, Duration patience) {
        this.writes = writes;
        this.patience = patience;
    }

    @Override
    public Answer create(ObjectKey key, ObjectNode object) {
        await(key, object);
        return writes.create(key, object);
    }

    @Override
    public Answer patch(ObjectKey key, ObjectNode patch) {
        await(key, patch);
        return writes.patch(key, patch);
    }

    @Override
    public Answer delete(ObjectKey key, String resourceVersion) {
        return writes.delete(key, resourceVersion);
    }

    private void await(ObjectKey key, ObjectNode object) {
        if (!key.kind().equals(MadeObjects.ENDPOINT_SLICE)) {
            return;
        }
        long end = System.nanoTime() + patience.toNanos();
        for (InetSocketAddress address : addresses(object)) {
            if (!opensBefore(end, address)) {
                LOG.warn("{}: {} takes no connections, and is written all the same", key, address);
                return;
            }
        }
    }

    /** Those that requests are sent to. */
    private static List<InetSocketAddress> addresses(ObjectNode slice) {
        var all = new ArrayList<InetSocketAddress>();
        for (var endpoint : slice.path("endpoints")) {
            if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                for (var address : endpoint.path("addresses")) {
                    slice.path("ports")
                            .forEach(port -> all.add(new InetSocketAddress(
                                    address.asString(""), port.path("port").asInt(0))));
                }
            }
        }
        return all;
    }

    private static boolean opensBefore(long end, InetSocketAddress address) {
        while (!isOpen(address)) {
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        return true;
    }

    private static boolean isOpen(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
