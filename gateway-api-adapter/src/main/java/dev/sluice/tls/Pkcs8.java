package dev.sluice.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;

/**
 * Wraps older forms of private keys into PKCS #8, the only one the JDK reads. DER as of X.690; RFC 5208 for the
 * wrapper, RFC 8017 appendix A.1.2 for RSA and RFC 5915 for EC keys.
 */
final class Pkcs8 {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int CURVE = 0xA0;

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** OID 1.2.840.113549.1.1.1 rsaEncryption, and the NULL of its parameters. */
    private static final byte[] RSA = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** OID 1.2.840.10045.2.1 id-ecPublicKey; its parameter is the curve. */
    private static final byte[] EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    private Pkcs8() {}

    /** Wraps an RSAPrivateKey. */
    static byte[] ofRsa(byte[] pkcs1) {
        return wrap(RSA, pkcs1);
    }

    /** Wraps an ECPrivateKey, which must name its curve. */
    static byte[] ofEc(byte[] sec1) throws InvalidKeyException {
        return wrap(join(EC, curveOf(sec1)), sec1);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
    }

    private static byte[] curveOf(byte[] sec1) throws InvalidKeyException {
        ByteBuffer der = ByteBuffer.wrap(sec1);
        try {
            der.get();
            length(der);
            while (der.hasRemaining()) {
                int tag = der.get() & 0xFF;
                byte[] content = new byte[length(der)];
                der.get(content);
                if (tag == CURVE) {
                    return content;
                }
            }
        } catch (BufferUnderflowException e) {
            throw new InvalidKeyException("the EC key in tls.key is damaged");
        }
        throw new InvalidKeyException("the EC key in tls.key does not name its curve");
    }

    private static int length(ByteBuffer der) {
        int first = der.get() & 0xFF;
        int length = first < 0x80 ? first : 0;
        for (int more = first < 0x80 ? 0 : first & 0x7F; more > 0; more--) {
            length = (length << 8) | (der.get() & 0xFF);
        }
        if (length < 0 || length > der.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] head = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
