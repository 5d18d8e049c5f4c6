package dev.sluice.upstream;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.backend.ProxyProtocol;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connections of one backend, as long as it is spoken to in one way: one protocol, one kind of TLS. */
final class EndpointPools {

    private final BackendId id;
    private final BackendProtocol protocol;
    private final @Nullable BackendTls tls;
    private final @Nullable ProxyProtocol proxyProtocol;
    private final UpstreamSettings settings;
    private final Connector connector;
    private final AtomicInteger pending;

    /** Made when an endpoint is first chosen. */
    private final Map<Endpoint, EndpointPool> pools = new ConcurrentHashMap<>();

    /** One for all endpoints, but for those that are believed by their own names. */
    private final Map<BackendTls, TlsProfile> profiles = new ConcurrentHashMap<>();

    private volatile boolean retired;

    /** @param pending requests of the backend that wait for a connection */
    EndpointPools(Backend backend, UpstreamSettings settings, Connector connector, AtomicInteger pending) {
        this.id = backend.id();
        this.protocol = backend.protocol();
        this.tls = backend.tls();
        this.proxyProtocol = backend.proxyProtocol();
        this.settings = settings;
        this.connector = connector;
        this.pending = pending;
    }

    /** Whether connections speak HTTP/2, or may. */
    boolean maySpeakHttp2() {
        return switch (protocol) {
            case H2C -> true;
            case HTTP -> tls != null;
            case HTTP11, WSS, STREAM, DATAGRAM -> false;
        };
    }

    /** Whether connections are of TLS. */
    boolean isSecured() {
        return tls != null || protocol == BackendProtocol.WSS;
    }

    /** Whether the backend is still spoken to so. */
    boolean serves(Backend backend) {
        return protocol == backend.protocol()
                && proxyProtocol == backend.proxyProtocol()
                && Objects.equals(tls, backend.tls());
    }

    /** Whether connections begin with who the client is. */
    boolean tellsClient() {
        return proxyProtocol != null;
    }

    EndpointPool get(Endpoint endpoint) {
        EndpointPool pool = pools.get(endpoint);
        return pool == null ? open(endpoint) : pool;
    }

    private EndpointPool open(Endpoint endpoint) {
        EndpointPool pool = pools.computeIfAbsent(endpoint, this::make);
        if (retired) {
            // For a request that began before; nobody would close what it leaves.
            pool.retire();
        }
        return pool;
    }

    private EndpointPool make(Endpoint endpoint) {
        return new EndpointPool(target(endpoint), settings, connector, pending);
    }

    /** How an endpoint is reached. */
    Target target(Endpoint endpoint) {
        BackendTls wanted = tls == null && protocol == BackendProtocol.WSS ? ofService(endpoint) : tls;
        TlsProfile profile = wanted == null
                ? null
                : profiles.computeIfAbsent(wanted, _ -> connector.tls().profile(wanted));
        return new Target(endpoint, protocol, profile);
    }

    /** Where the endpoint is an address, its certificate is for the Service. */
    private BackendTls ofService(Endpoint endpoint) {
        String host = endpoint.host();
        boolean address = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        String name = address ? id.name() + "." + id.namespace() + ".svc" : host.toLowerCase(Locale.ROOT);
        String wanted = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        var names = List.of(new SubjectName(SubjectName.Type.HOSTNAME, wanted));
        return new BackendTls(wanted, names, Trust.WellKnown.SYSTEM, null);
    }

    Collection<EndpointPool> all() {
        return pools.values();
    }

    /** Closes the unused connections to other endpoints; the others after their use. */
    void retain(Collection<Endpoint> endpoints) {
        pools.values().removeIf(pool -> {
            boolean gone = !endpoints.contains(pool.endpoint());
            if (gone) {
                pool.retire();
            }
            return gone;
        });
    }

    /** Closes all unused connections, the others after their use. */
    void retire() {
        retired = true;
        pools.values().forEach(EndpointPool::retire);
    }
}
