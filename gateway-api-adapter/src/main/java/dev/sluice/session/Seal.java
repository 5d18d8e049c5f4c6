package dev.sluice.session;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes text that only we can read and make: AES-256-GCM with a random nonce, bound to what it is for. Text for
 * something else, of a key that is gone, or that somebody changed, is not opened.
 *
 * <p>It is Base64 (RFC 4648, section 5) of: version, id of the key, nonce, sealed octets.
 *
 * <p>Any thread.
 */
public final class Seal {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int HEAD = 1 + Integer.BYTES + NONCE;
    private static final int TAG = 16;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final SealKeys keys;
    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Seal::cipher);

    /** Seals with these keys, whichever they are at the time. */
    public Seal(SealKeys keys) {
        this.keys = keys;
    }

    /**
     * What a text turned out to hold.
     *
     * @param plain ready to be read
     * @param outdated whether it was sealed with another key than the first, so that it should be replaced
     */
    public record Opened(ByteBuffer plain, boolean outdated) {}

    /** What it seals with. */
    public SealKeys keys() {
        return keys;
    }

    /** Characters of the text for so many octets. */
    static int length(int plain) {
        return ((HEAD + plain + TAG) * 4 + 2) / 3;
    }

    /**
     * Octets as text.
     *
     * @param binding says what the text is for; the same must be given to {@link #open}
     */
    public String seal(byte[] plain, byte[] binding) {
        SealKey key = keys.first();
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] out = new byte[HEAD + plain.length + TAG];
        ByteBuffer.wrap(out).put(VERSION).putInt(key.id()).put(nonce);
        try {
            Cipher cipher = ciphers.get();
            cipher.init(Cipher.ENCRYPT_MODE, key.secret(), new GCMParameterSpec(TAG * 8, nonce));
            cipher.updateAAD(binding);
            cipher.doFinal(plain, 0, plain.length, out, HEAD);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("AES-GCM does not seal", bug);
        }
        return ENCODER.encodeToString(out);
    }

    /**
     * What a text holds.
     *
     * @return null for anything but an unchanged text with this binding and of a key that we have
     */
    public @Nullable Opened open(String text, byte[] binding) {
        byte[] in = decoded(text);
        if (in == null || in.length < HEAD + TAG) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(in);
        SealKey key = head.get() == VERSION ? keys.find(head.getInt()) : null;
        if (key == null) {
            return null;
        }
        byte[] plain = opened(in, key, binding);
        return plain == null ? null : new Opened(ByteBuffer.wrap(plain), !key.equals(keys.first()));
    }

    private byte @Nullable [] opened(byte[] in, SealKey key, byte[] binding) {
        try {
            Cipher cipher = ciphers.get();
            int nonce = HEAD - NONCE;
            cipher.init(Cipher.DECRYPT_MODE, key.secret(), new GCMParameterSpec(TAG * 8, in, nonce, NONCE));
            cipher.updateAAD(binding);
            return cipher.doFinal(in, HEAD, in.length - HEAD);
        } catch (AEADBadTagException foreign) {
            return null;
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("AES-GCM does not open", bug);
        }
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return DECODER.decode(text);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java runtime has AES-GCM", missing);
        }
    }
}
