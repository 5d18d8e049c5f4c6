package dev.sluice.stream;

/** What is forwarded. */
public enum StreamKind {
    /** Octets of a TCP connection. */
    TCP("tcp"),
    /** Octets that came by TLS, which ends here. */
    TLS("tls"),
    /** TLS that does not end here. */
    TLS_PASSTHROUGH("tls-passthrough"),
    /** Datagrams. */
    UDP("udp");

    private final String label;

    StreamKind(String label) {
        this.label = label;
    }

    /** For metrics and the access log. */
    public String label() {
        return label;
    }
}
