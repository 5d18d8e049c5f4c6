package dev.sluice.config.listener;

import dev.sluice.config.listener.ParentId.Kind;
import java.util.Comparator;

/**
 * Names what is one entrance by law: a port of a Gateway, which is a socket, or of a Service of the mesh. Its identity
 * over versions, so that a socket stays open.
 *
 * @param protocol TCP and UDP ports of one number are two
 * @param port as Listener.port or ServicePort.port names it, 1-65535
 */
public record PortId(ParentId parent, IpProtocol protocol, int port) implements Comparable<PortId> {

    private static final Comparator<PortId> ORDER = Comparator.comparing(
                    PortId::parent,
                    Comparator.comparing(ParentId::namespace)
                            .thenComparing(ParentId::name)
                            .thenComparing(ParentId::kind))
            .thenComparingInt(PortId::port)
            .thenComparing(PortId::protocol);

    /** A TCP port. */
    public PortId(ParentId parent, int port) {
        this(parent, IpProtocol.TCP, port);
    }

    /** A TCP port of a Gateway. */
    public PortId(String gatewayNamespace, String gatewayName, int port) {
        this(new ParentId(Kind.GATEWAY, gatewayNamespace, gatewayName), port);
    }

    /** By parent, then by port. */
    @Override
    public int compareTo(PortId other) {
        return ORDER.compare(this, other);
    }

    /** That of a record is slower, and requests ask for it. */
    @Override
    public int hashCode() {
        return 31 * parent.hashCode() + port;
    }

    /** {@code namespace/name:port}, of a Service {@code Service namespace/name:port}; of UDP with {@code /UDP}. */
    @Override
    public String toString() {
        return parent + ":" + port + (protocol == IpProtocol.UDP ? "/UDP" : "");
    }
}
