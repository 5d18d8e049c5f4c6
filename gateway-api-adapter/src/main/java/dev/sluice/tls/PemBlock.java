package dev.sluice.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A piece of PEM, RFC 7468. What stands between the pieces is ignored, and so are line ends inside them.
 *
 * @param label such as {@code CERTIFICATE}
 * @param base64 what is within, as it is written
 */
record PemBlock(String label, String base64) {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * All pieces in order; empty where there is none.
     *
     * @throws IllegalArgumentException where a piece has no end
     */
    static List<PemBlock> read(String pem) {
        List<PemBlock> blocks = new ArrayList<>();
        int begin = pem.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = pem.indexOf(DASHES, begin + BEGIN.length());
            String label = labelEnd < 0 ? "" : pem.substring(begin + BEGIN.length(), labelEnd);
            int end = labelEnd < 0 ? -1 : pem.indexOf(END + label + DASHES, labelEnd);
            if (end < 0) {
                throw new IllegalArgumentException("a PEM block has no end");
            }
            blocks.add(new PemBlock(label, pem.substring(labelEnd + DASHES.length(), end)));
            begin = pem.indexOf(BEGIN, end);
        }
        return blocks;
    }

    /**
     * The bytes within.
     *
     * @throws IllegalArgumentException where they are not base64
     */
    byte[] der() {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The decoder's own message quotes its input, which may be a key.
            throw new IllegalArgumentException("a PEM block is not base64");
        }
    }

    /** The label alone: what is within may be a key. */
    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }
}
