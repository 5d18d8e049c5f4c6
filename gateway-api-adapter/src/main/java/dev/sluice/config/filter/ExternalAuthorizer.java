package dev.sluice.config.filter;

import dev.sluice.config.backend.BackendId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server that decides whether a request may go to a backend. Source: HTTPExternalAuthFilter, GEP-1494.
 *
 * @param protocol what it speaks
 * @param backend of the same GatewayConfig; null where backendRef leads nowhere: then no request of the rule is
 *     forwarded
 * @param maxBody octets of a request's body that it is sent, 0 or more; 0: it is sent no body. A request with a longer
 *     body is refused
 */
public record ExternalAuthorizer(
        Protocol protocol, @Nullable BackendId backend, int maxBody) {

    /** What an authorizer speaks. Header names are compared without regard to case. */
    public sealed interface Protocol {}

    /**
     * Plain HTTP: 200 allows the request.
     *
     * @param path before the path of the request: empty, or a path without a slash at its end
     * @param allowedHeaders of the client's request that are sent, in addition to Host, Content-Length and
     *     Authorization
     * @param allowedResponseHeaders of its response that the backend gets; empty: all that describe no connection and
     *     no body
     */
    public record Http(String path, List<String> allowedHeaders, List<String> allowedResponseHeaders)
            implements Protocol {

        public Http {
            allowedHeaders = List.copyOf(allowedHeaders);
            allowedResponseHeaders = List.copyOf(allowedResponseHeaders);
        }
    }

    /**
     * Envoy's ext_authz, v3.
     *
     * @param allowedHeaders of the client's request that are sent; empty: all
     */
    public record Grpc(List<String> allowedHeaders) implements Protocol {

        public Grpc {
            allowedHeaders = List.copyOf(allowedHeaders);
        }
    }
}
