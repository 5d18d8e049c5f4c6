package dev.sluice.config.backend;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One address that accepts connections.
 *
 * @param host an IP address, or a name that the data plane resolves by DNS when it connects
 * @param port 1-65535
 * @param uid of the pod behind the address, so that another pod that gets the address later is another endpoint. Null
 *     where nothing says it: then the address is the identity. Source: EndpointSlice endpoints[].targetRef.uid
 */
public record Endpoint(String host, int port, @Nullable String uid) implements Comparable<Endpoint> {

    private static final Comparator<Endpoint> ORDER = Comparator.comparing(Endpoint::host)
            .thenComparingInt(Endpoint::port)
            .thenComparing(Endpoint::uid, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** An address that is its own identity. */
    public Endpoint(String host, int port) {
        this(host, port, null);
    }

    @Override
    public int compareTo(Endpoint other) {
        return ORDER.compare(this, other);
    }

    /** That of a record is slower, and requests ask for it. */
    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
