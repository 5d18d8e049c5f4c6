package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyTest {

    /** What OpenSSL writes before an EC key of the curve P-256. */
    private static final String EC_PARAMETERS =
            pem("EC PARAMETERS", Base64.getDecoder().decode("BggqhkjOPQMBBw=="));

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void pkcs8KeyOfEachKindIsRead(String algorithm) throws GeneralSecurityException {
        PrivateKey key = newKey(algorithm);

        assertThat(PemKey.read(pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
    }

    @Test
    void pkcs1KeyIsRead() throws GeneralSecurityException {
        PrivateKey key = newKey("RSA");

        assertThat(PemKey.read(pem("RSA PRIVATE KEY", wrappedIn(key)))).isEqualTo(key);
    }

    @Test
    void sec1KeyThatNamesItsCurveIsReadAfterItsParameters() throws GeneralSecurityException {
        PrivateKey key = newKey("EC");
        String sec1 = pem("EC PRIVATE KEY", withCurve(wrappedIn(key)));

        // Not by equals, which compares encodings: the curve stands in another place.
        assertThat(PemKey.read(EC_PARAMETERS + sec1))
                .isInstanceOfSatisfying(
                        ECPrivateKey.class, read -> assertThat(read.getS()).isEqualTo(((ECPrivateKey) key).getS()));
    }

    @Test
    void lineEndsAndTextAroundDoNotMatter() throws GeneralSecurityException {
        PrivateKey key = newKey("EC");
        String pem =
                "issued for the shop\r\n" + pem("PRIVATE KEY", key.getEncoded()).replace("\n", "\r\n") + "\r\n\r\n";

        assertThat(PemKey.read(pem)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMIT/////\n-----END EC PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
            })
    void whatIsNoKeyIsRefusedWithoutShowingIt(String pem) {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> PemKey.read(pem))
                .isInstanceOfAny(InvalidKeyException.class, IllegalArgumentException.class)
                .withMessageNotContaining("AAAA");
    }

    private static PrivateKey newKey(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(256);
        }
        return generator.generateKeyPair().getPrivate();
    }

    /** The key within PKCS #8: its last element, an OCTET STRING after version and algorithm. */
    private static byte[] wrappedIn(PrivateKey key) {
        byte[] pkcs8 = key.getEncoded();
        int version = key.getAlgorithm().equals("RSA") ? 4 : 2;
        int algorithm = version + 3;
        int octets = algorithm + 2 + pkcs8[algorithm + 1];
        return Arrays.copyOfRange(pkcs8, octets + (version == 4 ? 4 : 2), pkcs8.length);
    }

    /** PKCS #8 names the curve outside, SEC 1 inside: element [0] after version and key. */
    private static byte[] withCurve(byte[] sec1) {
        byte[] curve = {(byte) 0xA0, 0x0A, 0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x03, 0x01, 0x07};
        int head = 2;
        int versionAndKey = 3 + 2 + 32;
        ByteBuffer joined = ByteBuffer.allocate(sec1.length + curve.length);
        joined.put((byte) 0x30).put((byte) (sec1.length - head + curve.length));
        joined.put(sec1, head, versionAndKey).put(curve);
        joined.put(sec1, head + versionAndKey, sec1.length - head - versionAndKey);
        return joined.array();
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
