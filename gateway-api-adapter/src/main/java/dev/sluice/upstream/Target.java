package dev.sluice.upstream;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Where connections go, and what is spoken on them.
 *
 * @param tls null for clear text
 */
record Target(
        Endpoint endpoint,
        BackendProtocol protocol,
        @Nullable TlsProfile tls) {}
