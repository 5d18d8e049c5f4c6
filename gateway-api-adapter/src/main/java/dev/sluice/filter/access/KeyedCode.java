package dev.sluice.filter.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for secrets in tables: codes under a key that nobody knows. How long a comparison of codes takes says nothing
 * about a secret, and no dump of the memory has one. Any thread may use it.
 */
final class KeyedCode {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    KeyedCode() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** The same for the same text, in the life of this object. */
    String of(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, bug);
        }
    }
}
