package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.junit.jupiter.api.Test;

class KeyPairsTest {

    /** Of a point of P-256, in bytes. */
    private static final int POINT = 65;

    @Test
    void anEcKeyThatHoldsNoPointIsComparedByASignature() throws GeneralSecurityException {
        KeyPair one = pair();

        assertThat(KeyPairs.belongTogether(one.getPrivate(), one.getPublic())).isTrue();
        assertThat(KeyPairs.belongTogether(one.getPrivate(), pair().getPublic()))
                .isFalse();
    }

    @Test
    void anEcKeyThatHoldsItsPointIsComparedByThePoint() throws GeneralSecurityException {
        KeyPair one = pair();
        PrivateKey whole = withPoint(one.getPrivate(), one.getPublic());

        assertThat(KeyPairs.belongTogether(whole, one.getPublic())).isTrue();
        assertThat(KeyPairs.belongTogether(whole, pair().getPublic())).isFalse();
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return keys.generateKeyPair();
    }

    /** As OpenSSL writes it. Source: RFC 5915. */
    private static PrivateKey withPoint(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        byte[] bare = key.getEncoded();
        byte[] other = publicKey.getEncoded();
        var whole = new ByteArrayOutputStream();
        int added = 5 + POINT;
        // SEQUENCE { version, algorithm, OCTET STRING { SEQUENCE { version, OCTET STRING of 32 bytes } } }
        int octets = bare.length - (2 + 2 + 3 + 34);
        whole.write(0x30);
        whole.write(0x81);
        whole.write(bare[1] + added);
        whole.write(bare, 2, octets - 2);
        whole.write(0x04);
        whole.write(bare[octets + 1] + added);
        whole.write(0x30);
        whole.write(bare[octets + 3] + added);
        whole.write(bare, octets + 4, bare.length - octets - 4);
        whole.writeBytes(new byte[] {(byte) 0xa1, 0x44, 0x03, 0x42, 0x00});
        whole.write(other, other.length - POINT, POINT);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(whole.toByteArray()));
    }
}
