package dev.sluice.session;

import dev.sluice.text.Sha256;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key that tokens are sealed with: 256 random bits. Never logged or shown. */
public final class SealKey {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final int id;

    private SealKey(byte[] secret) {
        key = new SecretKeySpec(secret, "AES");
        id = ByteBuffer.wrap(Sha256.of(secret)).getInt();
    }

    /** A new key. */
    public static SealKey random() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new SealKey(secret);
    }

    /**
     * A key as {@link #encoded} wrote it.
     *
     * @throws IllegalArgumentException for anything but 32 octets in Base64; the message does not repeat the text
     */
    public static SealKey parse(String base64) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            // Its message may quote what was given.
            throw new IllegalArgumentException("A session key is not Base64");
        }
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("A session key has " + secret.length + " octets instead of " + BYTES);
        }
        return new SealKey(secret);
    }

    /** 44 characters of Base64, to be kept where nobody else can read them. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Distinguishes keys; says nothing of the secret that could be used. */
    int id() {
        return id;
    }

    SecretKey secret() {
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SealKey it && key.equals(it.key);
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(id);
    }

    /** The id, never the key. */
    @Override
    public String toString() {
        return "session key %08x".formatted(id);
    }
}
