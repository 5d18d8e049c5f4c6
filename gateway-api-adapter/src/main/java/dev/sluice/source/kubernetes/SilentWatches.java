package dev.sluice.source.kubernetes;

import dev.sluice.text.LogLine;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds watches that broke off and that the API server refuses to resume: the client tries that again and again without
 * a word. A kind of which nothing was heard for a while, not even a bookmark, may also be one that nobody changes:
 * where etcd does not send its progress often, the bookmarks of a quiet kind have one version for minutes. So the API
 * server is asked for a watch of its own, as short as can be. Used by one thread, which blocks.
 */
final class SilentWatches {

    /** API servers send a bookmark every minute, and watches are resumed within seconds. */
    static final Duration USUAL = Duration.ofMinutes(3);

    private final Duration bound;
    private final KindWatches watches;
    private final Consumer<SortedMap<String, Refused>> changed;
    private final Map<String, Instant> asked = new HashMap<>();
    private SortedMap<String, Refused> refused = new TreeMap<>();

    /**
     * A watch that is not resumed.
     *
     * @param since when something was heard last
     * @param cause what the API server says
     */
    record Refused(Instant since, String cause) {}

    /**
     * Nothing was looked at yet.
     *
     * @param bound the age of the last event or bookmark from which on a watch is looked at
     * @param changed called with all that are refused, by kind, when they are others than before
     */
    SilentWatches(Duration bound, KindWatches watches, Consumer<SortedMap<String, Refused>> changed) {
        this.bound = bound;
        this.watches = watches;
        this.changed = changed;
    }

    /** Looks at the age of all watches, and asks for one of those that are too old. */
    void look() {
        var silent = watches.silent(bound);
        asked.keySet().retainAll(silent.keySet());
        var now = new TreeMap<>(refused);
        now.keySet().retainAll(silent.keySet());
        silent.keySet().stream()
                .min(Comparator.comparing(kind -> asked.getOrDefault(kind, Instant.MIN)))
                .ifPresent(kind -> ask(kind, silent.getOrDefault(kind, bound), now));
        if (!now.equals(refused)) {
            refused = now;
            changed.accept(new TreeMap<>(now));
        }
    }

    private void ask(String kind, Duration silence, SortedMap<String, Refused> now) {
        asked.put(kind, Instant.now());
        var cause = watches.watch(kind).flatMap(SilentWatches::refusal);
        if (cause.isEmpty()) {
            now.remove(kind);
        } else if (!isKnown(now.get(kind), cause.get())) {
            now.put(kind, new Refused(Instant.now().minus(silence).truncatedTo(ChronoUnit.SECONDS), cause.get()));
        }
    }

    private static boolean isKnown(@Nullable Refused before, String cause) {
        return before != null && before.cause().equals(cause);
    }

    private static Optional<String> refusal(KindWatch watch) {
        try {
            watch.ask();
            return Optional.empty();
        } catch (KubernetesClientException refusal) {
            // Without an answer it is the discovery that reports; history that is gone makes the client list again.
            return refusal.getStatus() == null || refusal.getCode() == KindWatch.GONE
                    ? Optional.empty()
                    : Optional.of(refusal.getCode() + " "
                            + LogLine.of(String.valueOf(refusal.getStatus().getMessage())));
        }
    }
}
