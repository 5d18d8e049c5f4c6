package dev.sluice.filter.access;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What became of the signatures of tokens that the filters JwtAuth were shown. Any thread may use it. */
public final class TokenCounters {

    private final LongAdder remembered = new LongAdder();
    private final LongAdder verified = new LongAdder();
    private volatile LongSupplier entries = () -> 0;
    private volatile LongSupplier bytes = () -> 0;

    void remembered() {
        remembered.increment();
    }

    void verified() {
        verified.increment();
    }

    /** Where tokens are remembered from now on. */
    void counting(LongSupplier newEntries, LongSupplier newBytes) {
        entries = newEntries;
        bytes = newBytes;
    }

    /** Tokens whose signature was known to be right. */
    public long hits() {
        return remembered.sum();
    }

    /** Tokens whose signature was verified, whether or not it was right. */
    public long misses() {
        return verified.sum();
    }

    /** How many tokens are remembered now. */
    public long entries() {
        return entries.getAsLong();
    }

    /** About what they take, in bytes. */
    public long bytes() {
        return bytes.getAsLong();
    }
}
