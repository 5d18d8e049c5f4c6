package dev.sluice.upstream;

import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a connection may speak, which is offered to the backend by ALPN where there is TLS. */
enum Offer {
    /** Only HTTP/1.1, as an upgrade needs it. */
    HTTP_1(ApplicationProtocolNames.HTTP_1_1),
    /** Only HTTP/2. */
    HTTP_2(ApplicationProtocolNames.HTTP_2),
    /** HTTP/2 where the backend has it. */
    EITHER(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1),
    /** Whatever a client sends: no protocol is offered. */
    OCTETS();

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> protocols;

    Offer(String... protocols) {
        this.protocols = List.of(protocols);
    }

    /** By the names that ALPN has for them, the one that is liked best first; none: ALPN is not used. */
    List<String> protocols() {
        return protocols;
    }

    /**
     * Whether the protocol that the backend chose is one of them.
     *
     * @param chosen null: the backend does not know ALPN, so it speaks HTTP/1.1
     */
    boolean includes(@Nullable String chosen) {
        return protocols.isEmpty() || protocols.contains(chosen == null ? ApplicationProtocolNames.HTTP_1_1 : chosen);
    }
}
