package dev.sluice.upstream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no connection for want of TLS. */
@SuppressWarnings("serial") // It stays in this process.
final class TlsException extends IOException {

    private final TlsFailure failure;

    TlsException(TlsFailure failure, @Nullable Throwable cause) {
        super(failure.text(), cause);
        this.failure = failure;
    }

    TlsFailure failure() {
        return failure;
    }
}
