package dev.sluice.mesh.nft;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * To whom an agent belongs: one takes over from another of its own installation only.
 *
 * @param name any text that is the same for all agents of the installation and for no others
 */
record Installation(String name) {

    /** The set of an agent's table that has the mark. */
    static final String SET = "installation";

    private static final int BYTES = 4;

    /** The name as a number in nft's words, for no text of a user is in a command. */
    String mark() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return "0x" + HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    /** A statement that makes the set, in a table that is there. */
    String make(Place place) {
        return "add set " + place.table() + " " + SET + " { type mark; elements = { " + mark() + " }; }";
    }
}
