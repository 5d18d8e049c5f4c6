package dev.sluice.hop;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The connection that a request came by, as those see it who forward the request. On its event loop. */
public interface ClientEnd {

    /** The peer; null where it is not an IP connection. */
    @Nullable
    PeerAddress peer();

    /** Our own address; null where it is not an IP connection. */
    @Nullable
    InetSocketAddress local();

    /** The name of the TLS handshake, lower case; null where the client named none, or without TLS. */
    @Nullable
    String serverName();

    /** The verified certificate of the client; null where it has none. */
    @Nullable
    ClientCertificate clientCertificate();
}
