package dev.sluice.graph.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One block of PEM text. Source: RFC 7468. */
public final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final String label;
    private final byte[] der;

    /** @param der the decoded contents; not copied */
    public Pem(String label, byte[] der) {
        this.label = label;
        this.der = der;
    }

    /** What follows BEGIN, such as {@code CERTIFICATE}. */
    public String label() {
        return label;
    }

    /** The decoded contents; not a copy. */
    public byte[] der() {
        return der;
    }

    /**
     * Every block of a text, in order; text between blocks has no meaning.
     *
     * @param entry name of the text, for the message
     */
    public static List<Pem> blocks(String entry, String text) throws UnreadablePem {
        var blocks = new ArrayList<Pem>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            int end = labelEnd < 0 ? -1 : text.indexOf(END, labelEnd);
            if (end < 0) {
                throw new UnreadablePem(entry + " has a PEM block without its END line", "copy the whole file");
            }
            var label = text.substring(begin + BEGIN.length(), labelEnd);
            blocks.add(new Pem(label, decode(entry, text.substring(labelEnd + DASHES.length(), end))));
            begin = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    /** The block as text, with lines of 64 characters. */
    public String write() {
        return BEGIN + label + DASHES + "\n" + LINES.encodeToString(der) + "\n" + END + label + DASHES + "\n";
    }

    private static byte[] decode(String entry, String base64) throws UnreadablePem {
        var compact = new StringBuilder(base64.length());
        base64.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> compact.append((char) c));
        if (base64.contains("Proc-Type:")) {
            throw new UnreadablePem(entry + " is encrypted", "use a key without a passphrase");
        }
        try {
            return Base64.getDecoder().decode(compact.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notBase64) {
            throw new UnreadablePem(entry + " has a PEM block that is not base64", "copy the whole file");
        }
    }
}
