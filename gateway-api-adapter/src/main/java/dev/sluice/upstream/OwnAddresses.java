package dev.sluice.upstream;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The addresses of all network interfaces. Any thread. */
final class OwnAddresses {

    /** Interfaces of a pod stay; those of a node come and go with its pods. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private volatile @Nullable Known known;

    private record Known(long readAt, Set<InetAddress> addresses) {}

    /**
     * Whether this machine has the address.
     *
     * @throws UncheckedIOException where the interfaces cannot be read
     */
    boolean contains(InetAddress address) {
        Known last = known;
        long now = System.nanoTime();
        if (last == null || now - last.readAt() > FRESH_NANOS) {
            last = new Known(now, read());
            known = last;
        }
        return last.addresses().contains(address);
    }

    private static Set<InetAddress> read() {
        try (var interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces.flatMap(NetworkInterface::inetAddresses).collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
