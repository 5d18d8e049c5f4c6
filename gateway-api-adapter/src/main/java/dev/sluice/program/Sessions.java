package dev.sluice.program;

import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sessions of all rules have in common. Any thread. */
public final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final SessionSeal seal;
    private final SessionLedger ledger;
    private final LongSupplier clock;
    private final SessionCounters counters = new SessionCounters();
    private final AtomicBoolean used = new AtomicBoolean();

    /** With the clock of this machine. */
    public Sessions(SessionSeal seal, SessionLedger ledger) {
        this(seal, ledger, System::currentTimeMillis);
    }

    /**
     * With another clock.
     *
     * @param ledger remembers sessions besides the tokens
     * @param clock milliseconds since 1970, by which replicas agree
     */
    public Sessions(SessionSeal seal, SessionLedger ledger, LongSupplier clock) {
        this.seal = seal;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** What became of them. */
    public SessionCounters counters() {
        return counters;
    }

    SessionSeal seal() {
        return seal;
    }

    SessionLedger ledger() {
        return ledger;
    }

    long now() {
        return clock.getAsLong();
    }

    /** A rule has sessions: says once what is not to be expected of them. */
    void use() {
        if (!seal.keys().areShared() && used.compareAndSet(false, true)) {
            LOG.info("Sessions are sealed with a key of this process: they end with it, and other replicas do not know"
                    + " them. To keep them, set sluice.sessions.keys-file");
        }
    }
}
