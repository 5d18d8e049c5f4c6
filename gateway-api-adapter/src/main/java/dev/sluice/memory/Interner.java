package dev.sluice.memory;

import org.jspecify.annotations.Nullable;

/**
 * Makes one of equal values, so that what thousands of objects say alike is in memory once. Remembers a bounded number
 * of values and forgets the one in whose place a newer value falls: then an equal one is there twice, and nothing else
 * is wrong. So it needs no cleaning, and nobody can fill it.
 *
 * <p>Any thread, where the values are immutable; else only one.
 */
public final class Interner {

    private final @Nullable Object[] known;

    /** @param most how many it remembers; a power of two */
    public Interner(int most) {
        if (Integer.bitCount(most) != 1) {
            throw new IllegalArgumentException(most + " is no power of two");
        }
        known = new Object[most];
    }

    /** An equal value of the same class that was given before, else this one. */
    // What has the same class and is equal is as good.
    @SuppressWarnings("unchecked")
    public <T> T of(T value) {
        // A record of one part has the hash of that part: both must have places of their own.
        int hash = (value.hashCode() + 31 * value.getClass().getName().hashCode()) * 0x9E3779B1;
        int place = (hash ^ hash >>> 16) & (known.length - 1);
        Object there = known[place];
        if (there != null && there.getClass() == value.getClass() && there.equals(value)) {
            return (T) there;
        }
        known[place] = value;
        return value;
    }
}
