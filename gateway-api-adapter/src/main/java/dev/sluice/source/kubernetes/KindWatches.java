package dev.sluice.source.kubernetes;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.kubernetes.KindObjects.Effect;
import dev.sluice.source.kubernetes.SilentWatches.Refused;
import dev.sluice.text.LogLine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches of all kinds that are served. Where a kind changes its version, the old watch serves until the new one
 * has read everything. Used by the source's thread, but for {@link #objects}.
 */
final class KindWatches implements KindWatch.Observer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KindWatches.class);

    /** Who may not read pods must not be held up by one XBackend for ever. */
    private static final Duration UNTIL_DISPENSABLE = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Scope scope;
    private final Executor loop;
    /** By kind: those that have read everything once. */
    private final Map<String, KindWatch> listed = new ConcurrentHashMap<>();
    /** By kind: those that have not. */
    private final Map<String, KindWatch> coming = new HashMap<>();

    private final Map<String, String> told = new HashMap<>();
    /** Those of which what is read may be another than when the state was made last. */
    private final Set<WatchedKind> changed = new HashSet<>();
    /** Those of them that another watch has read since, or none any more. */
    private final Set<WatchedKind> replaced = new HashSet<>();

    /** Objects of watches that are no longer served. */
    private final Set<ObjectKey> left = new HashSet<>();

    private List<WatchedKind> absent = List.of();
    private Map<String, Refused> notResumed = Map.of();
    private boolean discovered;
    /** Pods; null: not served. */
    private @Nullable Demand onDemand;

    private List<String> demanded = List.of();
    /** Whether other Secrets and ConfigMaps may be needed than were when it was looked at last. */
    private boolean needsAreOpen = true;
    /** Since when one that is needed was not read, by System.nanoTime; null: all were. */
    private @Nullable Long contentsWaitedForSince;

    private long waitingSince;
    private Effect effect = Effect.NOTHING;

    /** A kind that is read where its objects are needed. */
    private record Demand(WatchedKind kind, String version) {}

    /**
     * Watches nothing yet.
     *
     * @param loop the source's thread
     */
    KindWatches(KubernetesClient client, Scope scope, Executor loop) {
        this.client = client;
        this.scope = scope;
        this.loop = loop;
    }

    /** Watches these kinds in these versions, and no others. */
    void follow(Map<WatchedKind, String> newest) {
        for (WatchedKind kind : scope.kinds()) {
            String version = newest.get(kind);
            if (kind.isOnDemand()) {
                onDemand = version == null ? null : new Demand(kind, version);
            } else if (version == null) {
                drop(kind);
            } else {
                follow(kind, version);
            }
        }
        tellAbsent(
                scope.kinds().stream().filter(kind -> !newest.containsKey(kind)).toList());
        discovered = true;
        effect = Effect.READ;
    }

    /** The objects of a kind; empty where it is not served, or was not read yet. Called by any thread. */
    Optional<KindObjects> objects(String kind) {
        return Optional.ofNullable(listed.get(kind)).map(KindWatch::objects);
    }

    /** How long nothing was heard of a kind; empty where it was not read yet. Called by any thread. */
    Optional<Duration> silence(String kind) {
        return Optional.ofNullable(listed.get(kind)).map(KindWatch::silence);
    }

    /** The watches of which nothing was heard for longer than this, by kind, and for how long. Called by any thread. */
    Map<String, Duration> silent(Duration bound) {
        var silent = new HashMap<String, Duration>();
        listed.forEach((kind, watch) -> {
            var silence = watch.silence();
            if (silence.compareTo(bound) > 0) {
                silent.put(kind, silence);
            }
        });
        return silent;
    }

    /** The watch of a kind; empty where it was not read yet. Called by any thread. */
    Optional<KindWatch> watch(String kind) {
        return Optional.ofNullable(listed.get(kind));
    }

    /** How many objects wait, since the heap has no room for them. Called by any thread. */
    int waits() {
        return listed.values().stream()
                .mapToInt(watch -> watch.objects().room().waits())
                .sum();
    }

    /** Reads those for which there may be room now. Blocks; called by any thread. */
    void takeWaiting() {
        listed.values().forEach(KindWatch::takeWaiting);
    }

    /** These watches are not resumed, and no others. */
    void notResumed(Map<String, Refused> watches) {
        notResumed = Map.copyOf(watches);
        effect = Effect.READ;
    }

    /**
     * Sees to it that the Secrets and ConfigMaps are read to which the newest objects refer, and the pods that they
     * select.
     *
     * @return whether they are, or have been waited for in vain; until then the newest objects are not to be used,
     *     because they would lead to no endpoint
     */
    boolean hasWhatIsNeeded() {
        boolean hasContents = hasContents();
        return hasPods() && hasContents;
    }

    private boolean hasContents() {
        var watches =
                listed.values().stream().filter(watch -> watch.kind().isNamed()).toList();
        if (needsAreOpen) {
            needsAreOpen = false;
            var needed = ContentsInNeed.of(this::records, scope.classes());
            watches.forEach(watch -> watch.want(needed.of(watch.kind(), scope.namespaces(watch.kind()))));
        }
        if (watches.stream().allMatch(KindWatch::hasWanted)) {
            contentsWaitedForSince = null;
            return true;
        }
        if (contentsWaitedForSince == null) {
            // Who refers to others again and again must not have all others wait for ever.
            contentsWaitedForSince = System.nanoTime();
            waitNoLonger();
        }
        return System.nanoTime() - contentsWaitedForSince > UNTIL_DISPENSABLE.toNanos();
    }

    private void noteReplaced(WatchedKind kind) {
        replaced.add(kind);
        needsAreOpen |= kind.isNamed() || ContentsInNeed.dependsOn(kind);
    }

    private void waitNoLonger() {
        // Nothing else may happen until then.
        CompletableFuture.delayedExecutor(UNTIL_DISPENSABLE.toMillis() + 1, TimeUnit.MILLISECONDS, loop)
                .execute(() -> effect = Effect.READ);
    }

    private boolean hasPods() {
        var pods = onDemand;
        if (pods == null) {
            return true;
        }
        if (Stream.concat(changed.stream(), replaced.stream()).anyMatch(PodsInNeed::dependsOn)) {
            var needed = PodsInNeed.namespaces(
                    records(Kinds.X_BACKEND),
                    Kinds.ROUTES.stream().flatMap(this::records),
                    records(Kinds.X_TELEMETRY_POLICY));
            if (!needed.equals(demanded)) {
                demand(pods, needed);
            }
        }
        var watch = coming.get(pods.kind().kind());
        return watch == null || watch.isForbidden() || System.nanoTime() - waitingSince > UNTIL_DISPENSABLE.toNanos();
    }

    /** The old watch serves until the new one has read everything. */
    private void demand(Demand pods, List<String> namespaces) {
        demanded = namespaces;
        KindWatch superseded = coming.remove(pods.kind().kind());
        if (superseded == null) {
            // Who wants other namespaces again and again must not have all others wait for ever.
            waitingSince = System.nanoTime();
        }
        close(superseded);
        if (namespaces.isEmpty()) {
            leave(listed.remove(pods.kind().kind()));
            replaced.add(pods.kind());
            return;
        }
        var watch = new KindWatch(client, pods.kind(), pods.version(), scope.form(), scope.heap(), loop, this);
        coming.put(pods.kind().kind(), watch);
        watch.start(namespaces);
        waitNoLonger();
    }

    private <T extends WatchedObject> Stream<T> records(Kind<T> kind) {
        return objects(kind.word()).map(KindObjects::records).orElse(List.of()).stream()
                .map(kind.type()::cast);
    }

    /** What is read of every object. The more is the same as the last state, the less this costs. */
    ClusterState state(ClusterState last) {
        var state = last;
        for (WatchedKind kind : replaced) {
            var read = kind.read();
            var objects = objects(kind.kind());
            objects.ifPresent(it -> it.takeChanged().clear());
            if (read != null) {
                state = state.with(read, objects.map(KindObjects::records).orElse(List.of()));
            }
        }
        changed.removeAll(replaced);
        replaced.clear();
        for (WatchedKind kind : changed) {
            var read = kind.read();
            var objects = objects(kind.kind());
            if (read != null && objects.isPresent()) {
                state = state.withChanged(read, objects.get().takeChanged());
            }
        }
        changed.clear();
        return state;
    }

    /** The objects that came, went or have another version since this was asked last. */
    Set<ObjectKey> takeChangedAsStored() {
        var taken = new HashSet<>(left);
        left.clear();
        listed.forEach((kind, watch) ->
                watch.objects().takeChangedAsStored().forEach(name -> taken.add(new ObjectKey(kind, name))));
        return taken;
    }

    /** What is wrong, in a fixed order. */
    List<Problem> problems() {
        var missing = absent.stream()
                .filter(kind -> WatchedKind.NEEDED.contains(kind.kind()))
                .map(kind -> problem(
                        kind, kind + " is not served, so nothing is routed", "install the CRDs of Gateway API"));
        var forbidden = Stream.concat(coming.values().stream(), listed.values().stream())
                .filter(watch -> watch.refusal() != null)
                .map(watch -> problem(
                        watch.kind(),
                        watch.kind() + " cannot be read: " + watch.refusal(),
                        watch.kind().isNamed()
                                ? "allow the service account to get, list and watch it"
                                : "allow the service account to list and watch it"));
        var ofObjects =
                listed.values().stream().flatMap(watch -> watch.objects().problems());
        var silent = notResumed.entrySet().stream().map(it -> notResumed(it.getKey(), it.getValue()));
        var waiting =
                listed.values().stream().flatMap(watch -> watch.objects().room().problem());
        return Stream.of(missing, forbidden, silent, ofObjects, waiting)
                .flatMap(it -> it)
                .sorted(Comparator.comparing(Problem::toString))
                .toList();
    }

    /** Whether every kind that is served and may be read was read once. */
    boolean isComplete() {
        return discovered && coming.values().stream().allMatch(this::isDispensable);
    }

    /** What has happened since this was asked last. */
    Effect takeEffect() {
        Effect taken = effect;
        effect = Effect.NOTHING;
        return taken;
    }

    @Override
    public void changed(KindWatch watch, Effect change) {
        if (watch.equals(listed.get(watch.kind().kind()))) {
            if (change == Effect.READ) {
                changed.add(watch.kind());
                needsAreOpen |= ContentsInNeed.dependsOn(watch.kind());
            }
            effect = change.compareTo(effect) > 0 ? change : effect;
        }
    }

    @Override
    public void listed(KindWatch watch) {
        String kind = watch.kind().kind();
        if (coming.remove(kind, watch)) {
            leave(listed.put(kind, watch));
            told.remove(kind);
            noteReplaced(watch.kind());
            effect = Effect.READ;
        }
    }

    @Override
    public void read(KindWatch watch) {
        if (watch.equals(listed.get(watch.kind().kind()))) {
            effect = Effect.READ;
        }
    }

    @Override
    public void recovered(KindWatch watch) {
        LOG.info("{} {} can be read again", watch.kind(), watch.version());
        told.remove(watch.kind().kind());
        effect = Effect.READ;
    }

    @Override
    public void failed(KindWatch watch, Throwable cause) {
        // Without an answer it is the discovery that tells.
        if (cause instanceof KubernetesClientException answer && answer.getStatus() != null) {
            String message = LogLine.of(String.valueOf(answer.getStatus().getMessage()));
            if (!message.equals(told.put(watch.kind().kind(), message))) {
                LOG.warn("{} {}: {}; trying again", watch.kind(), watch.version(), message);
                effect = Effect.READ;
            }
        }
    }

    @Override
    public void close() {
        coming.values().forEach(KindWatch::close);
        listed.values().forEach(KindWatch::close);
    }

    private void follow(WatchedKind kind, String version) {
        KindWatch next = coming.get(kind.kind());
        if (next != null && !next.version().equals(version)) {
            close(coming.remove(kind.kind()));
            next = null;
        }
        KindWatch serving = listed.get(kind.kind());
        if (next == null && (serving == null || !serving.version().equals(version))) {
            if (discovered) {
                LOG.info("{} is served in version {} now", kind, version);
            }
            var watch = new KindWatch(client, kind, version, scope.form(), scope.heap(), loop, this);
            coming.put(kind.kind(), watch);
            watch.start(scope.namespaces(kind));
        }
    }

    private void drop(WatchedKind kind) {
        close(coming.remove(kind.kind()));
        KindWatch gone = listed.remove(kind.kind());
        if (gone != null) {
            leave(gone);
            noteReplaced(kind);
            LOG.warn("{} is no longer served: its objects are taken for deleted", kind);
        }
    }

    private void tellAbsent(List<WatchedKind> now) {
        if (!discovered && !now.isEmpty()) {
            LOG.info(
                    "not installed, hence left out: {}",
                    now.stream().map(WatchedKind::kind).collect(Collectors.joining(", ")));
        }
        absent = now;
    }

    /**
     * Who may read only some namespaces need not be allowed to read what lies in none. What is read on demand is waited
     * for elsewhere.
     */
    private boolean isDispensable(KindWatch watch) {
        boolean outOfReach = watch.isForbidden()
                && !watch.kind().namespaced()
                && !scope.namespaces().isEmpty();
        return outOfReach || watch.kind().isOnDemand();
    }

    private void leave(@Nullable KindWatch watch) {
        close(watch);
        if (watch != null) {
            watch.objects()
                    .names()
                    .forEach(name -> left.add(new ObjectKey(watch.kind().kind(), name)));
        }
    }

    private static void close(@Nullable KindWatch watch) {
        if (watch != null) {
            watch.close();
        }
    }

    private static Problem notResumed(String kind, Refused refused) {
        return new Problem(
                Severity.WARNING,
                null,
                kind,
                null,
                "changes are not seen since %s: the API server refuses the watch: %s"
                        .formatted(refused.since(), refused.cause()),
                "allow the service account to list and watch it, or see the log of the API server");
    }

    private static Problem problem(WatchedKind kind, String cause, String remedy) {
        return new Problem(Severity.ERROR, null, kind.kind(), null, cause, remedy);
    }
}
