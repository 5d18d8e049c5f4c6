package dev.sluice.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Set;

/** Reads a private key from PEM: PKCS #8, and the older forms of RSA (PKCS #1) and EC (SEC 1). */
public final class PemKey {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final Set<String> LABELS = Set.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");

    private PemKey() {}

    /**
     * The first key of the text. Other blocks, such as EC PARAMETERS, which OpenSSL writes, are passed over.
     *
     * @throws GeneralSecurityException where there is none that can be used; its message shows no part of the text
     * @throws IllegalArgumentException where the text is not PEM
     */
    public static PrivateKey read(String pem) throws GeneralSecurityException {
        for (PemBlock block : PemBlock.read(pem)) {
            if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
                throw new InvalidKeyException("the key in tls.key is encrypted");
            }
            if (LABELS.contains(block.label())) {
                return keyOf(pkcs8(block));
            }
        }
        throw new InvalidKeyException("tls.key has no PRIVATE KEY block");
    }

    private static byte[] pkcs8(PemBlock block) throws InvalidKeyException {
        return switch (block.label()) {
            case "RSA PRIVATE KEY" -> Pkcs8.ofRsa(block.der());
            case "EC PRIVATE KEY" -> Pkcs8.ofEc(block.der());
            default -> block.der();
        };
    }

    private static PrivateKey keyOf(byte[] pkcs8) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException notOfThisKind) {
                // The next kind may fit.
            }
        }
        throw new InvalidKeyException("the key in tls.key is damaged or of a kind other than " + ALGORITHMS);
    }
}
