package dev.sluice.config.listener;

/** Names an object that routes are attached to, and whose ports are served. */
public record ParentId(Kind kind, String namespace, String name) {

    /** What it is. */
    public enum Kind {
        /** Its ports are sockets of this process or of its pods. */
        GATEWAY("Gateway"),
        /** A Service of the mesh, whose traffic is steered to a node agent. */
        SERVICE("Service");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Kubernetes' word for it. */
        public String word() {
            return word;
        }
    }

    /** That of a record is slower, and requests ask for it. */
    @Override
    public int hashCode() {
        return 31 * namespace.hashCode() + name.hashCode();
    }

    /** {@code namespace/name} of a Gateway, {@code Service namespace/name} of a Service. */
    @Override
    public String toString() {
        return switch (kind) {
            case GATEWAY -> namespace + "/" + name;
            case SERVICE -> "Service " + namespace + "/" + name;
        };
    }
}
