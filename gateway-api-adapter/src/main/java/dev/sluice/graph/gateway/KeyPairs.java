package dev.sluice.graph.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** Whether a private and a public key are one pair. */
final class KeyPairs {

    private static final byte[] SAMPLE = "sluice".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /** For RSA the modulus tells, which costs nothing; otherwise a signature is made and verified. */
    static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof RSAKey one && publicKey instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        try {
            var signature = Signature.getInstance(algorithm(publicKey));
            signature.initSign(privateKey);
            signature.update(SAMPLE);
            var signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException notAPair) {
            return false;
        }
    }

    private static String algorithm(PublicKey key) {
        return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
    }
}
