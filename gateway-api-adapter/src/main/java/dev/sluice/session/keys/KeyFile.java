package dev.sluice.session.keys;

import dev.sluice.session.SealKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keys in a file that an operator keeps. */
public record KeyFile(Path path) implements KeySource {

    /** Many times what 15 keys need. */
    private static final int LARGEST = 64 * 1024;

    @Override
    public List<SealKey> read() {
        try (var in = Files.newInputStream(path)) {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw new UnreadableKeysException("it has more than " + LARGEST + " octets: is it the right file?");
            }
            return KeyText.parse(new String(text, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UnreadableKeysException("it cannot be read: " + failure);
        }
    }

    @Override
    public String toString() {
        return "the file " + path;
    }
}
