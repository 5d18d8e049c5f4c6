package dev.sluice.trace;

import dev.sluice.config.backend.BackendId;
import io.netty.handler.codec.http.HttpMethod;

/**
 * A request that is sent to a backend, apart from its headers.
 *
 * @param scheme {@code https} where the backend is reached by TLS, else {@code http}
 * @param target raw path and query
 * @param backend who gets it
 * @param resends attempts before this one
 */
public record OutboundRequest(HttpMethod method, String scheme, String target, BackendId backend, int resends) {}
