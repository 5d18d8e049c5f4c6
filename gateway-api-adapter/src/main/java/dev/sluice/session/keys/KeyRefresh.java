package dev.sluice.session.keys;

import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the keys of this process as its source has them. Until the source gives some, and for as long as nobody else
 * must understand what was sealed meanwhile, there is a random key of this process; what it sealed stays good here.
 * Keys that were read once stay where the source fails later.
 */
public final class KeyRefresh implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRefresh.class);

    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final KeySource source;
    private final SealKey own = SealKey.random();
    private final SealKeys keys = new SealKeys(List.of(own));
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-session-keys").factory());

    private List<SealKey> known = List.of();
    private @Nullable String trouble;

    /** Nothing is read before {@link #start}. */
    public KeyRefresh(KeySource source) {
        this.source = source;
    }

    /** The keys, now and later. */
    public SealKeys keys() {
        return keys;
    }

    /** Reads once, and from then on every second until there are keys, then every 10 seconds. */
    public void start() {
        run();
    }

    private void run() {
        refresh();
        Duration pause = known.isEmpty() ? AT_FIRST : LATER;
        var _ = thread.schedule(this::run, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads once. Called by one thread at a time. */
    void refresh() {
        try {
            List<SealKey> read = source.read();
            if (!read.equals(known)) {
                LOG.info("Sessions are sealed with the first of {} keys of {}", read.size(), source);
                known = List.copyOf(read);
                List<SealKey> all = new ArrayList<>(read);
                all.add(own);
                keys.replace(all);
            }
            trouble = null;
        } catch (UnreadableKeysException failure) {
            report(Objects.toString(failure.getMessage()));
        } catch (RuntimeException bug) {
            LOG.error("{} cannot be read; this is a bug of the gateway", source, bug);
        }
    }

    /** Each cause once. */
    private void report(String cause) {
        if (!cause.equals(trouble)) {
            LOG.warn(
                    "Keys of sessions cannot be taken from {}: {}. {}",
                    source,
                    cause,
                    known.isEmpty()
                            ? "Until then sessions are known to this process only"
                            : "The keys that were read before stay");
            trouble = cause;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
