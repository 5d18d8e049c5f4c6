package dev.sluice.session;

import java.util.HexFormat;

/** Names one session: 128 random bits, of which clients see nothing but a sealed token. */
public record SessionId(long high, long low) {

    private static final HexFormat HEX = HexFormat.of();

    /**
     * An id as {@link #toString} wrote it.
     *
     * @throws IllegalArgumentException for anything but 32 hexadecimal digits
     */
    public static SessionId parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("A session id has 32 hexadecimal digits");
        }
        return new SessionId(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    /** The session of one scope, of those that a client carries in one token. */
    public SessionId in(long scope) {
        return new SessionId(high ^ scope, low);
    }

    /** 32 hexadecimal digits, as the access log and the actuator show them. */
    @Override
    public String toString() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }
}
