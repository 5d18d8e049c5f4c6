package dev.sluice.graph.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;

/** Whether a private and a public key are one pair. */
final class KeyPairs {

    private static final byte[] SAMPLE = "sluice".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /**
     * An RSA key holds the modulus, and an EC key its public point where OpenSSL, Go or most others wrote it; to
     * compare them costs nothing. Otherwise a signature is made and verified, which in a process that just started
     * takes longer than all else that is judged.
     */
    static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof RSAKey one && publicKey instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        if (privateKey instanceof ECKey && publicKey instanceof ECPublicKey other && holds(privateKey, other)) {
            return true;
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

    /** Whether the encoding has the point of the other. Source: RFC 5915 section 3, publicKey. */
    private static boolean holds(PrivateKey privateKey, ECPublicKey publicKey) {
        byte[] encoded = privateKey.getEncoded();
        byte[] other = publicKey.getEncoded();
        int coordinate = (publicKey.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        int point = 1 + 2 * coordinate;
        return encoded.length > point
                && Arrays.equals(
                        encoded, encoded.length - point, encoded.length, other, other.length - point, other.length);
    }

    private static String algorithm(PublicKey key) {
        return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
    }
}
