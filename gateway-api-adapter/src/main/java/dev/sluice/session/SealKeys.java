package dev.sluice.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this process. Any thread; {@link #replace} takes effect with the next token.
 *
 * <p>Rotation loses no session where every process knows a key before one seals with it: add the new key last, wait
 * until all have read it, move it to the front, and take the old one away when its tokens have ended.
 */
public final class SealKeys {

    /** A token is tried with one key, found by its id, so a long list costs nothing but is a mistake. */
    private static final int MOST = 16;

    private final boolean shared;
    private volatile List<SealKey> keys;

    /** @param keys the first seals, all open; at least one, at most 16 */
    public SealKeys(List<SealKey> keys) {
        this(keys, true);
    }

    private SealKeys(List<SealKey> keys, boolean shared) {
        this.keys = checked(keys);
        this.shared = shared;
    }

    /** A key that no other process has, and that ends with this one. */
    public static SealKeys ofProcess(SealKey key) {
        return new SealKeys(List.of(key), false);
    }

    /** Whether they come from somewhere, so that they may be those of other processes too. */
    public boolean areShared() {
        return shared;
    }

    /** Other keys from now on, under the same rules. */
    public void replace(List<SealKey> others) {
        keys = checked(others);
    }

    SealKey first() {
        return keys.getFirst();
    }

    /** Null where no key has the id. */
    @Nullable
    SealKey find(int id) {
        for (SealKey key : keys) {
            if (key.id() == id) {
                return key;
            }
        }
        return null;
    }

    private static List<SealKey> checked(List<SealKey> keys) {
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new IllegalArgumentException("There must be 1 to " + MOST + " session keys, not " + keys.size());
        }
        return List.copyOf(keys);
    }
}
