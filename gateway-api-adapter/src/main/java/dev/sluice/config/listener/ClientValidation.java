package dev.sluice.config.listener;

import dev.sluice.config.tls.Trust;

/**
 * What a client must show in its TLS handshake. Source: FrontendTLSValidation; v1.1's
 * listeners[].tls.frontendValidation.
 *
 * @param trust issuers of good client certificates
 */
public record ClientValidation(Trust.Anchors trust, Mode mode) {

    /** What becomes of a client without a good certificate. Source: FrontendValidationModeType. */
    public enum Mode {
        /** Its handshake fails: {@code AllowValidOnly}. */
        REQUIRED,
        /** It is served all the same, and counts as nobody: {@code AllowInsecureFallback}. */
        INSECURE_FALLBACK
    }
}
