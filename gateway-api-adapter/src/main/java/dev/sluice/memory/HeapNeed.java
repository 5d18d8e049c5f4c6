package dev.sluice.memory;

/**
 * What an object needs, in bytes of the heap; negative where it needs less than the one before it.
 *
 * @param read what it is read into
 * @param built what is then made of it: verdicts, configuration, status
 */
public record HeapNeed(long read, long built) {

    long sum() {
        return read + built;
    }

    boolean isGrowth() {
        return sum() > 0;
    }
}
