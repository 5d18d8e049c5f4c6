package dev.sluice.config.backend;

/**
 * Names one port of one backend; its identity over versions, so that connection pools can be kept.
 *
 * @param port as BackendRef.port names it, 1-65535
 * @param use what is sent there; HTTP requests and gRPC calls to one port do not share connections
 */
public record BackendId(String namespace, String name, int port, Use use) implements Comparable<BackendId> {

    /** What is sent to a backend, which decides what is spoken where its Service does not say it. */
    public enum Use {
        /** Requests of an HTTPRoute. */
        HTTP,
        /** Calls of a GRPCRoute. */
        GRPC
    }

    /** A backend of an HTTPRoute. */
    public BackendId(String namespace, String name, int port) {
        this(namespace, name, port, Use.HTTP);
    }

    @Override
    public int compareTo(BackendId other) {
        int byNamespace = namespace.compareTo(other.namespace);
        if (byNamespace != 0) {
            return byNamespace;
        }
        int byName = name.compareTo(other.name);
        if (byName != 0) {
            return byName;
        }
        return port != other.port ? Integer.compare(port, other.port) : use.compareTo(other.use);
    }

    /** {@code namespace/name:port}. */
    @Override
    public String toString() {
        return namespace + "/" + name + ":" + port;
    }
}
