package dev.sluice.upstream;

import java.util.List;

/**
 * TLS of connections to an endpoint.
 *
 * @param name sent as server name, and looked for in the certificate
 * @param protocols offered by ALPN, the one that is liked best first; not empty
 */
record TlsProfile(String name, List<String> protocols) {

    TlsProfile {
        protocols = List.copyOf(protocols);
    }
}
