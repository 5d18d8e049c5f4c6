package dev.sluice.edge.wire;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.hop.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS handshake of a connection has settled.
 *
 * @param serverName as {@code tls.ServerNames} normalises it; null where the client named none
 * @param validation what the client was asked for; null: nothing
 * @param client its verified certificate; null where it has none
 */
public record TlsHandshake(
        @Nullable String serverName,
        @Nullable ClientValidation validation,
        @Nullable ClientCertificate client) {}
