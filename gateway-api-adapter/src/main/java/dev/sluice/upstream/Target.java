package dev.sluice.upstream;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Where connections go, and what is spoken on them.
 *
 * @param tlsName whom the endpoint's certificate must name; null for clear text
 */
record Target(
        Endpoint endpoint,
        BackendProtocol protocol,
        @Nullable String tlsName) {

    /** An endpoint of a backend. Where it is an address, its certificate is for the Service. */
    static Target of(BackendId id, BackendProtocol protocol, Endpoint endpoint) {
        if (protocol != BackendProtocol.WSS) {
            return new Target(endpoint, protocol, null);
        }
        boolean address = NetUtil.isValidIpV4Address(endpoint.host()) || NetUtil.isValidIpV6Address(endpoint.host());
        String service = id.name() + "." + id.namespace() + ".svc";
        return new Target(endpoint, protocol, address ? service : endpoint.host());
    }
}
