package dev.sluice.session;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens that only we can read and make, bound to the name that a client knows them by: a {@link Seal} around
 * session id and pins. A token with one pin has 103 characters.
 *
 * <p>Any thread.
 */
public final class SessionSeal {

    private static final int ID = 2 * Long.BYTES;
    /** Milliseconds since 1970 in 48 bits, which last until the year 10889. */
    private static final int TIME = 6;

    private static final int PIN = 2 * Long.BYTES + 2 * TIME;

    /** Characters of the longest token that we make. */
    static final int LONGEST = Seal.length(ID + SessionToken.MOST_PINS * PIN);

    private final Seal seal;
    private final SecureRandom random = new SecureRandom();

    /** Seals with these keys, whichever they are at the time. */
    public SessionSeal(SealKeys keys) {
        this.seal = new Seal(keys);
    }

    /**
     * What a text turned out to hold.
     *
     * @param outdated whether it was sealed with another key than the first, so that it should be replaced
     */
    public record Opened(SessionToken token, boolean outdated) {}

    /** What it seals with. */
    public SealKeys keys() {
        return seal.keys();
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
        return seal.seal(plain(token), binding);
    }

    /**
     * What a text holds.
     *
     * @return null for anything but an unchanged token with this binding and of a key that we have
     */
    public @Nullable Opened open(String text, byte[] binding) {
        Seal.Opened opened = text.length() > LONGEST ? null : seal.open(text, binding);
        int pins = opened == null ? -1 : opened.plain().remaining() - ID;
        return opened == null || pins < 0 || pins % PIN != 0
                ? null
                : new Opened(token(opened.plain()), opened.outdated());
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

    private static SessionToken token(ByteBuffer in) {
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
}
