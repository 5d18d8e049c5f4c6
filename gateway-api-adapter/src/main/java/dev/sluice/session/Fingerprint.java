package dev.sluice.session;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Short names of what a token refers to, the same in every process. They are sealed, so nobody can search for one that
 * collides; two of a million endpoints do with a probability of 1 in 37 million.
 */
public final class Fingerprint {

    private Fingerprint() {}

    /**
     * Of an endpoint of a backend: of its pod where that is known, so that an address that is used again is another
     * endpoint.
     */
    public static long of(BackendId backend, Endpoint endpoint) {
        String uid = endpoint.uid();
        return of(backend + (uid == null ? " address " + endpoint : " pod " + uid + " " + endpoint.port()));
    }

    /** 64 bits of a digest of the text. */
    public static long of(String text) {
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java runtime has SHA-256", missing);
        }
    }
}
