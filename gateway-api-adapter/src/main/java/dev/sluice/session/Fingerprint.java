package dev.sluice.session;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.text.Sha256;
import java.nio.ByteBuffer;

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
        return ByteBuffer.wrap(Sha256.of(text)).getLong();
    }
}
