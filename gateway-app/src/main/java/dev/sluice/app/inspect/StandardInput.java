package dev.sluice.app.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** YAML documents that another program writes, such as {@code helm template}. */
public final class StandardInput {

    /** What stands for it among folders. */
    public static final String WORD = "-";

    /** What it is called in problems. */
    public static final String NAME = "stdin";

    /** Bytes; as of a file. */
    private static final int LONGEST = 32 * 1024 * 1024;

    private StandardInput() {}

    /**
     * Reads it to its end.
     *
     * @throws IOException where it is no UTF-8, or longer than 32 MiB; the message is for the user
     */
    public static String read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new IOException("the standard input is longer than 32 MiB; name files instead");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new IOException("the standard input is not UTF-8; write YAML documents to it", notText);
        }
    }
}
