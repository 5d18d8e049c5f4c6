package dev.sluice.config.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Service port and the endpoints behind it.
 *
 * @param tls null: clear text, unless the protocol has TLS of its own
 * @param proxyProtocol with what connections of streams begin, before TLS; null: with nothing
 * @param endpoints those that are ready; sorted, without duplicates
 * @param terminating those that end soon but still serve; used only while none is ready. Sorted, without duplicates.
 *     Both empty: requests are answered 503
 */
public record Backend(
        BackendId id,
        BackendProtocol protocol,
        @Nullable BackendTls tls,
        @Nullable ProxyProtocol proxyProtocol,
        List<Endpoint> endpoints,
        List<Endpoint> terminating) {

    public Backend {
        endpoints = endpoints.stream().distinct().sorted().toList();
        terminating = terminating.stream().distinct().sorted().toList();
    }

    /** A backend without TLS of a policy. */
    public Backend(BackendId id, BackendProtocol protocol, List<Endpoint> endpoints, List<Endpoint> terminating) {
        this(id, protocol, null, endpoints, terminating);
    }

    /** A backend that does not learn who its clients are. */
    public Backend(
            BackendId id,
            BackendProtocol protocol,
            @Nullable BackendTls tls,
            List<Endpoint> endpoints,
            List<Endpoint> terminating) {
        this(id, protocol, tls, null, endpoints, terminating);
    }
}
