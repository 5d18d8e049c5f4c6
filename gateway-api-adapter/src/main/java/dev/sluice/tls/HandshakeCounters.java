package dev.sluice.tls;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How the handshakes of clients' connections ended, on all sockets. Safe for any thread. */
public final class HandshakeCounters {

    private final Map<HandshakeOutcome, LongAdder> counts = new EnumMap<>(HandshakeOutcome.class);

    /** None has ended. */
    public HandshakeCounters() {
        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    /** Notes the end of one. */
    public void ended(HandshakeOutcome outcome) {
        of(outcome).increment();
    }

    /** How many ended so. */
    public long count(HandshakeOutcome outcome) {
        return of(outcome).sum();
    }

    private LongAdder of(HandshakeOutcome outcome) {
        return Objects.requireNonNull(counts.get(outcome));
    }
}
