package dev.sluice.graph.gateway;

import dev.sluice.graph.pem.UnreadablePem;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a server can use in a handshake of TLS 1.2 or 1.3. Java reads more kinds than that, such as DSA,
 * RSASSA-PSS, X25519 and ML-DSA; a Listener with one of them would be open and no client could reach it.
 */
final class ServerKeys {

    /** Of the modulus, in bits. Clients refuse shorter keys, and TLS 1.3 has no signature for very short ones. */
    private static final int SHORTEST_RSA = 1024;
    /** Of the modulus, in bits. BoringSSL accepts no longer ones. */
    private static final int LONGEST_RSA = 8192;
    /** Place of digitalSignature in the extension keyUsage. Source: RFC 5280 section 4.2.1.3. */
    private static final int DIGITAL_SIGNATURE = 0;

    private ServerKeys() {}

    /** Throws for a server's certificate that no client could accept because of its key. */
    static void check(X509Certificate certificate) throws UnreadablePem {
        var key = certificate.getPublicKey();
        switch (key) {
            case RSAPublicKey rsa
            when key.getAlgorithm().equals("RSA") -> check(rsa.getModulus().bitLength());
            case ECPublicKey _ -> checkSigns(certificate.getKeyUsage());
            case EdECPublicKey _ -> {}
            default ->
                throw new UnreadablePem(
                        "the certificate of tls.crt has a key of kind %s, with which TLS cannot be served"
                                .formatted(key.getAlgorithm()),
                        "use a certificate with a key of kind RSA, ECDSA or Ed25519");
        }
    }

    private static void check(int bits) throws UnreadablePem {
        if (bits < SHORTEST_RSA || bits > LONGEST_RSA) {
            throw new UnreadablePem(
                    "the certificate of tls.crt has an RSA key of %d bits (expected: %d-%d)"
                            .formatted(bits, SHORTEST_RSA, LONGEST_RSA),
                    "use a certificate with an RSA key of 2048 bits");
        }
    }

    /** @param usage null: any */
    private static void checkSigns(boolean @Nullable [] usage) throws UnreadablePem {
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            throw new UnreadablePem(
                    "the keyUsage of the certificate of tls.crt excludes digitalSignature",
                    "use a certificate for a server");
        }
    }
}
