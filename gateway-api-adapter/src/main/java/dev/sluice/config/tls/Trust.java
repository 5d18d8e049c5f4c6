package dev.sluice.config.tls;

/** Whose certificates are accepted. Nobody else's are. */
public sealed interface Trust {

    /**
     * Certificates that lead to one of these.
     *
     * @param source the objects that hold them, such as {@code ConfigMap default/ca}
     * @param certificates PEM, at least one
     */
    record Anchors(String source, String certificates) implements Trust {

        /** Only the source: the rest is long. */
        @Override
        public String toString() {
            return "Anchors[" + source + "]";
        }
    }

    /** Sets that need no object. */
    enum WellKnown implements Trust {
        /** Issuers that the JDK trusts. Source: BackendTLSPolicyValidation.wellKnownCACertificates, {@code System}. */
        SYSTEM
    }
}
