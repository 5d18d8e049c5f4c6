package dev.sluice.graph.gateway;

import dev.sluice.graph.pem.Pem;
import dev.sluice.graph.pem.UnreadablePem;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** A private key as PEM: PKCS #8, and the older PKCS #1 and SEC 1 that openssl writes. */
final class PrivateKeyText {

    private static final String PKCS8 = "PRIVATE KEY";
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PrivateKeyText() {}

    /**
     * Reads the first key of a text.
     *
     * @param publicKey of the certificate that the key shall belong to; names algorithm and curve, which the older
     *     formats leave out
     */
    static PrivateKey read(String text, PublicKey publicKey) throws UnreadablePem {
        for (Pem block : Pem.blocks("tls.key", text)) {
            switch (block.label()) {
                case PKCS8 -> {
                    return parse(block.der(), publicKey);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    return parse(wrap(block.der(), publicKey), publicKey);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new UnreadablePem("tls.key is encrypted", "use a key without a passphrase");
                default -> {
                    // Such as EC PARAMETERS, which openssl writes before the key.
                }
            }
        }
        throw new UnreadablePem("tls.key contains no PEM private key", "add a block BEGIN PRIVATE KEY");
    }

    /** Writes a key as PKCS #8. */
    static String write(PrivateKey key) {
        return new Pem(PKCS8, key.getEncoded()).write();
    }

    private static PrivateKey parse(byte[] pkcs8, PublicKey publicKey) throws UnreadablePem {
        try {
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException notAKey) {
            throw new UnreadablePem(
                    "tls.key contains no readable %s key, which tls.crt needs".formatted(publicKey.getAlgorithm()),
                    "use the key of that certificate");
        }
    }

    /** PrivateKeyInfo (RFC 5208) around an older key; its algorithm is the one of the public key. */
    private static byte[] wrap(byte[] key, PublicKey publicKey) {
        var info = new ByteArrayOutputStream();
        info.writeBytes(VERSION_0);
        info.writeBytes(algorithm(publicKey.getEncoded()));
        info.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, info.toByteArray());
    }

    /** The AlgorithmIdentifier: the first element inside SubjectPublicKeyInfo. */
    private static byte[] algorithm(byte[] subjectPublicKeyInfo) {
        int start = headerLength(subjectPublicKeyInfo, 0);
        int length = headerLength(subjectPublicKeyInfo, start) + contentLength(subjectPublicKeyInfo, start);
        var algorithm = new byte[length];
        System.arraycopy(subjectPublicKeyInfo, start, algorithm, 0, length);
        return algorithm;
    }

    private static int headerLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        var element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            element.write(0x82);
            element.write(content.length >> 8);
            element.write(content.length);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
