package dev.sluice.config.backend;

/**
 * Names one port of one backend; its identity over versions, so that connection pools can be kept.
 *
 * @param port as BackendRef.port names it, 1-65535
 */
public record BackendId(String namespace, String name, int port) implements Comparable<BackendId> {

    @Override
    public int compareTo(BackendId other) {
        int byNamespace = namespace.compareTo(other.namespace);
        if (byNamespace != 0) {
            return byNamespace;
        }
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : Integer.compare(port, other.port);
    }

    /** {@code namespace/name:port}. */
    @Override
    public String toString() {
        return namespace + "/" + name + ":" + port;
    }
}
