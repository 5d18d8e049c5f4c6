package dev.sluice.session.keys;

/** There are no keys that can be used. The message says what to do, and repeats nothing of what was read. */
public final class UnreadableKeysException extends RuntimeException {

    UnreadableKeysException(String message) {
        super(message);
    }
}
