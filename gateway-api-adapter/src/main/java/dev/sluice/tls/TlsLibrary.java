package dev.sluice.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.interfaces.EdECKey;

/** What does the TLS of Listeners and to backends: {@code sluice.listen.tls-library}. */
public enum TlsLibrary {
    /**
     * BoringSSL where its native library can be loaded, else the JDK. The jar has that library for Linux with glibc on
     * x86_64 and aarch64, so elsewhere this is the JDK.
     */
    AUTO,
    /** A native library, which costs less and is not compiled while it runs. */
    BORINGSSL,
    /** The JDK's own, with its security providers. */
    JDK;

    /**
     * This one, or what AUTO stands for here.
     *
     * @throws IllegalArgumentException where this machine does not have it
     */
    public TlsLibrary resolved() {
        return switch (this) {
            case AUTO -> BORINGSSL.isAvailable() ? BORINGSSL : JDK;
            case BORINGSSL -> {
                if (!isAvailable()) {
                    Throwable missing = OpenSsl.unavailabilityCause();
                    throw new IllegalArgumentException(
                            "sluice.listen.tls-library: boringssl (not available here: " + missing.getMessage()
                                    + "; use auto)",
                            missing);
                }
                yield this;
            }
            case JDK -> this;
        };
    }

    /** Whether this machine has it. */
    public boolean isAvailable() {
        return this != BORINGSSL || OpenSsl.isAvailable();
    }

    /**
     * Who serves a certificate with this key. Of a {@link #resolved} one. By BoringSSL a handshake with
     * Ed25519 fails, and a context with Ed448 cannot be made: certificates with these are served by the JDK.
     */
    SslProvider provider(PrivateKey key) {
        return this == BORINGSSL && !(key instanceof EdECKey) ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /**
     * Who does the client's side. Of a {@link #resolved} one. BoringSSL does not accept a server's certificate with
     * Ed25519 or Ed448.
     */
    public SslProvider clientProvider() {
        return this == BORINGSSL ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return switch (this) {
            case AUTO -> "auto";
            case BORINGSSL -> "boringssl";
            case JDK -> "jdk";
        };
    }
}
