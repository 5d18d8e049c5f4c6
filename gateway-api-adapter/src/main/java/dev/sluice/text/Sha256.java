package dev.sluice.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest SHA-256, by which long or foreign text gets a short name. Source: FIPS 180-4. Any thread may use it. */
public final class Sha256 {

    private Sha256() {}

    /** 32 octets. */
    public static byte[] of(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("every JDK has SHA-256", bug);
        }
    }

    /** The same of a text in UTF-8. */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same as 64 lower-case hexadecimal digits. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }
}
