package dev.sluice.config.backend;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Names one port of one backend; its identity over versions, so that connection pools can be kept.
 *
 * @param port as BackendRef.port names it, 1-65535
 * @param use what is sent there; what differs in it does not share connections
 * @param kind what it is where it is no Service, such as {@code XBackend}; null: a Service
 * @param shownBy {@code namespace/name} of the Gateway whose client certificate its connections show; null: they show
 *     none. Gateways do not share these connections
 */
public record BackendId(
        String namespace,
        String name,
        int port,
        Use use,
        @Nullable String kind,
        @Nullable String shownBy) implements Comparable<BackendId> {

    private static final Comparator<BackendId> ORDER = Comparator.comparing(BackendId::namespace)
            .thenComparing(BackendId::name)
            .thenComparingInt(BackendId::port)
            .thenComparing(BackendId::use)
            .thenComparing(BackendId::kind, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(BackendId::shownBy, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** What is sent to a backend, which decides what is spoken where its Service does not say it. */
    public enum Use {
        /** Requests of an HTTPRoute. */
        HTTP,
        /** Calls of a GRPCRoute. */
        GRPC,
        /** Octets of a TCPRoute, or of a TLSRoute where TLS is ended here. */
        STREAM,
        /** TLS of a TLSRoute that is not ended here. */
        PASSTHROUGH,
        /** Datagrams of a UDPRoute. */
        DATAGRAM
    }

    /** A Service to which no client certificate of a Gateway is shown. */
    public BackendId(String namespace, String name, int port, Use use) {
        this(namespace, name, port, use, null, null);
    }

    /** A backend of an HTTPRoute, to which no client certificate is shown. */
    public BackendId(String namespace, String name, int port) {
        this(namespace, name, port, Use.HTTP);
    }

    /** The same backend by connections that show the client certificate of a Gateway. */
    public BackendId showingFor(String gateway) {
        return new BackendId(namespace, name, port, use, kind, gateway);
    }

    @Override
    public int compareTo(BackendId other) {
        return ORDER.compare(this, other);
    }

    /** That of a record is slower, and requests ask for it. */
    @Override
    public int hashCode() {
        return 31 * (31 * namespace.hashCode() + name.hashCode()) + port;
    }

    /** {@code namespace/name:port}, with {@code XBackend/} before it where that is its kind. */
    @Override
    public String toString() {
        return (kind == null ? "" : kind + "/") + namespace + "/" + name + ":" + port;
    }
}
