package dev.sluice.upstream;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.NetUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where connections go, and what is spoken on them.
 *
 * @param tls null for clear text
 */
record Target(
        Endpoint endpoint,
        BackendProtocol protocol,
        @Nullable TlsProfile tls) {

    private static final List<String> HTTP1 = List.of(ApplicationProtocolNames.HTTP_1_1);

    /** An endpoint of a backend. Where it is an address, its certificate is for the Service. */
    static Target of(BackendId id, BackendProtocol protocol, Endpoint endpoint) {
        if (protocol != BackendProtocol.WSS) {
            return new Target(endpoint, protocol, null);
        }
        boolean address = NetUtil.isValidIpV4Address(endpoint.host()) || NetUtil.isValidIpV6Address(endpoint.host());
        String service = id.name() + "." + id.namespace() + ".svc";
        return new Target(endpoint, protocol, new TlsProfile(address ? service : endpoint.host(), HTTP1));
    }
}
