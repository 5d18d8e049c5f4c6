package dev.sluice.upstream;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A certificate is not the one that is wanted. */
@SuppressWarnings("serial") // It stays in this process.
final class IdentityException extends CertificateException {

    private final TlsFailure failure;

    IdentityException(TlsFailure.Kind kind, String text, @Nullable Throwable cause) {
        super(text, cause);
        this.failure = new TlsFailure(kind, text);
    }

    TlsFailure failure() {
        return failure;
    }
}
