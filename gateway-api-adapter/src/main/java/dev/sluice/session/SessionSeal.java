package dev.sluice.session;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens that only we can read and make: AES-256-GCM with a random nonce, bound to the name that a client
 * knows them by. One of another name, of a key that is gone, or that somebody changed, is no token.
 *
 * <p>A token is Base64 (RFC 4648, section 5) of: version, id of the key, nonce, sealed session id and pins. A token
 * with one pin has 103 characters.
 *
 * <p>Any thread.
 */
public final class SessionSeal {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int HEAD = 1 + Integer.BYTES + NONCE;
    private static final int TAG = 16;
    private static final int ID = 2 * Long.BYTES;
    /** Milliseconds since 1970 in 48 bits, which last until the year 10889. */
    private static final int TIME = 6;

    private static final int PIN = 2 * Long.BYTES + 2 * TIME;

    /** Characters of the longest token that we make. */
    static final int LONGEST = (HEAD + ID + SessionToken.MOST_PINS * PIN + TAG + 2) / 3 * 4;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final SealKeys keys;
    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(SessionSeal::cipher);

    /** Seals with these keys, whichever they are at the time. */
    public SessionSeal(SealKeys keys) {
        this.keys = keys;
    }

    /**
     * What a text turned out to hold.
     *
     * @param outdated whether it was sealed with another key than the first, so that it should be replaced
     */
    public record Opened(SessionToken token, boolean outdated) {}

    /** What it seals with. */
    public SealKeys keys() {
        return keys;
    }

    /** A new session id. */
    public SessionId newId() {
        return new SessionId(random.nextLong(), random.nextLong());
    }

    /**
     * A token as text.
     *
     * @param binding says what the token is for; the same must be given to {@link #open}
     */
    public String seal(SessionToken token, byte[] binding) {
        SealKey key = keys.first();
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] plain = plain(token);
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
     * @return null for anything but an unchanged token with this binding and of a key that we have
     */
    public @Nullable Opened open(String text, byte[] binding) {
        byte[] in = decoded(text);
        if (in == null) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(in);
        SealKey key = head.get() == VERSION ? keys.find(head.getInt()) : null;
        if (key == null) {
            return null;
        }
        byte[] plain = opened(in, key, binding);
        return plain == null ? null : new Opened(token(plain), !key.equals(keys.first()));
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

    /** Null for what has not the form of a token. */
    private static byte @Nullable [] decoded(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            byte[] in = DECODER.decode(text);
            int pins = in.length - HEAD - ID - TAG;
            return pins >= 0 && pins % PIN == 0 ? in : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static byte[] plain(SessionToken token) {
        ByteBuffer plain = ByteBuffer.allocate(ID + token.pins().size() * PIN);
        plain.putLong(token.id().high()).putLong(token.id().low());
        for (Pin pin : token.pins()) {
            plain.putLong(pin.scope()).putLong(pin.endpoint());
            putTime(plain, pin.begun());
            putTime(plain, pin.seen());
        }
        return plain.array();
    }

    private static SessionToken token(byte[] plain) {
        ByteBuffer in = ByteBuffer.wrap(plain);
        SessionId id = new SessionId(in.getLong(), in.getLong());
        List<Pin> pins = new ArrayList<>(1);
        while (in.hasRemaining()) {
            pins.add(new Pin(in.getLong(), in.getLong(), time(in), time(in)));
        }
        return new SessionToken(id, pins);
    }

    private static void putTime(ByteBuffer out, long millis) {
        out.putShort((short) (millis >> Integer.SIZE)).putInt((int) millis);
    }

    private static long time(ByteBuffer in) {
        return ((in.getShort() & 0xFFFFL) << Integer.SIZE) | (in.getInt() & 0xFFFFFFFFL);
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java runtime has AES-GCM", missing);
        }
    }
}
