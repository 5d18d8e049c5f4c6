package dev.sluice.session.keys;

import dev.sluice.session.SealKey;
import java.util.ArrayList;
import java.util.List;

/** Keys as text: one on each line, in Base64. Empty lines, and those that begin with {@code #}, are for people. */
final class KeyText {

    /** As many as a process may hold, less the one that it made itself. */
    private static final int MOST = 15;

    private KeyText() {}

    /** @throws UnreadableKeysException where a line is no key, or there is none, or too many */
    static List<SealKey> parse(String text) {
        List<SealKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String key = line.strip();
            if (!key.isEmpty() && key.charAt(0) != '#') {
                keys.add(key(key, number));
            }
        }
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new UnreadableKeysException(
                    "there are " + keys.size() + " keys: write 1 to " + MOST + ", each as `openssl rand -base64 32`");
        }
        return keys;
    }

    private static SealKey key(String line, int number) {
        try {
            return SealKey.parse(line);
        } catch (IllegalArgumentException noKey) {
            throw new UnreadableKeysException(
                    "line " + number + ": " + noKey.getMessage() + ": write it as `openssl rand -base64 32` does");
        }
    }
}
