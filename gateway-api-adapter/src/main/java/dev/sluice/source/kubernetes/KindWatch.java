package dev.sluice.source.kubernetes;

import dev.sluice.resource.ObjectName;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.source.kubernetes.KindObjects.Effect;
import dev.sluice.source.kubernetes.WatchedTwice.Reporter;
import dev.sluice.text.LogLine;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Filterable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches one kind in one version, by one informer, or one for each namespace. An informer lists, watches, and lists
 * anew when it was away for too long (410 Gone); it tries for ever. What it says is handed to the source's thread, on
 * which everything here runs but for the informers' own work.
 */
final class KindWatch implements AutoCloseable {

    static final int FORBIDDEN = 403;

    static final int GONE = 410;

    /** An API server that has just started may not have read yet who may do what. */
    private static final Duration UNTIL_FORBIDDEN = Duration.ofSeconds(5);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final WatchedKind kind;
    private final String version;
    private final KindObjects objects;
    private final WatchedTwice reported;
    private final List<Informed> parts = new ArrayList<>();
    /** Of single objects that the others do not select. */
    private final Map<ObjectName, Informed> named = new ConcurrentHashMap<>();

    private final Executor loop;
    private final Observer observer;

    /**
     * What the API server said to a list or a watch.
     *
     * @param since when it began to say so, by System.nanoTime
     */
    private record Refusal(int code, String message, long since) {}

    /** Who is told; on the source's thread. */
    interface Observer {

        /** An object was added, changed or removed. */
        void changed(KindWatch watch, Effect effect);

        /** Everything was read once, but for namespaces that may not be read. Told at least once. */
        void listed(KindWatch watch);

        /** One of the informers has read all that it is to read. */
        void read(KindWatch watch);

        /** What was refused is answered again. */
        void recovered(KindWatch watch);

        /** An informer could not list or watch, and will try again. */
        void failed(KindWatch watch, Throwable cause);
    }

    /**
     * Watches nothing yet.
     *
     * @param version one of the kind's
     * @param form what is kept of each object
     * @param loop the source's thread
     */
    KindWatch(WatchedKind kind, String version, StoredForm form, Executor loop, Observer observer) {
        this.kind = kind;
        this.version = version;
        this.objects = new KindObjects(kind, form);
        this.reported = new WatchedTwice(objects, kind.namespaced());
        this.loop = loop;
        this.observer = observer;
    }

    /**
     * Begins to list and to watch; does not wait for it.
     *
     * @param namespaces empty: all
     */
    void start(KubernetesClient client, List<String> namespaces) {
        boolean once = namespaces.isEmpty() || (!kind.namespaced() && !isNamespace());
        if (once) {
            parts.add(new Informed(client, kind, null, null));
        } else {
            namespaces.forEach(namespace -> parts.add(new Informed(client, kind, namespace, null)));
        }
        parts.forEach(Informed::start);
    }

    /** Reads these objects in addition to those that the kind selects, and no others. */
    void alsoRead(KubernetesClient client, Set<ObjectName> names) {
        named.keySet().stream().filter(name -> !names.contains(name)).toList().forEach(name -> {
            Informed part = named.remove(name);
            if (part != null) {
                part.stop();
            }
            observer.changed(this, reported.end(name));
        });
        for (ObjectName name : names) {
            if (!named.containsKey(name)) {
                var part = new Informed(client, kind.named(name.name()), name.namespace(), name);
                named.put(name, part);
                reported.begin(name);
                part.start();
            }
        }
    }

    /** Whether each of those objects was read, or may not be read. */
    boolean hasNamed() {
        return named.values().stream().allMatch(part -> part.listed || part.refusal != null);
    }

    private Stream<Informed> all() {
        return Stream.concat(parts.stream(), named.values().stream());
    }

    WatchedKind kind() {
        return kind;
    }

    String version() {
        return version;
    }

    KindObjects objects() {
        return objects;
    }

    /** Why the API server refuses to let this kind, or some namespace of it, be read; null where it does not. */
    @Nullable
    String refusal() {
        return all().map(it -> it.refusal)
                .filter(Objects::nonNull)
                .map(Refusal::message)
                .findFirst()
                .orElse(null);
    }

    /** Whether that is for want of a right. */
    boolean isForbidden() {
        return all().anyMatch(it -> it.refusal != null && it.refusal.code() == FORBIDDEN);
    }

    /** How long the API server has said nothing of this kind, not even a bookmark. Called by any thread. */
    Duration silence() {
        return all().map(Informed::silence).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /**
     * Asks for watches like those that the client has, only shorter; blocks. Called by any thread.
     *
     * @throws KubernetesClientException if one is refused
     */
    void ask() {
        all().forEach(Informed::ask);
    }

    @Override
    public void close() {
        all().forEach(Informed::stop);
    }

    private boolean isNamespace() {
        return kind.kind().equals("Namespace");
    }

    private void listed(Informed part) {
        boolean recovers = part.refusal != null;
        part.refusal = null;
        part.listed = true;
        if (part.single != null) {
            observer.changed(this, reported.listed(part.single));
        }
        observer.read(this);
        heard(recovers);
    }

    private void failed(Informed part, Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof KubernetesClientException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        part.refusal = cause instanceof KubernetesClientException refused && refused.getStatus() != null
                ? new Refusal(
                        refused.getCode(),
                        LogLine.of(String.valueOf(refused.getStatus().getMessage())),
                        part.refusal == null ? System.nanoTime() : part.refusal.since())
                : null;
        observer.failed(this, cause);
        heard(false);
    }

    private void heard(boolean recovers) {
        if (parts.stream().anyMatch(it -> it.listed) && parts.stream().allMatch(Informed::isSettled)) {
            observer.listed(this);
        }
        if (recovers) {
            observer.recovered(this);
        }
    }

    /** One informer. */
    private final class Informed implements ResourceEventHandler<GenericKubernetesResource> {

        private final KubernetesClient client;
        private final WatchedKind selecting;
        private final @Nullable String namespace;
        private final @Nullable ObjectName single;
        private final SharedIndexInformer<GenericKubernetesResource> informer;
        // Touched by the source's thread alone.
        private boolean listed;
        private @Nullable Refusal refusal;
        // Touched by any.
        private String heard = "";
        private long heardAt = System.nanoTime();

        /**
         * Does nothing yet.
         *
         * @param selecting says which objects
         * @param namespace null: all
         * @param single the only object that it reads; null: all that the kind selects
         */
        Informed(
                KubernetesClient client,
                WatchedKind selecting,
                @Nullable String namespace,
                @Nullable ObjectName single) {
            this.client = client;
            this.selecting = selecting;
            this.namespace = namespace;
            this.single = single;
            this.informer = informer(namespace);
        }

        private SharedIndexInformer<GenericKubernetesResource> informer(@Nullable String namespace) {
            var all = client.genericKubernetesResources(kind.context(version));
            if (namespace == null) {
                return kind.namespaced() ? selected(all.inAnyNamespace()) : selected(all);
            }
            return kind.namespaced()
                    ? selected(all.inNamespace(namespace))
                    // Permission to read one Namespace by its name is enough for this.
                    : all.withField("metadata.name", namespace).runnableInformer(0);
        }

        private SharedIndexInformer<GenericKubernetesResource> selected(
                Filterable<
                                FilterWatchListDeletable<
                                        GenericKubernetesResource,
                                        GenericKubernetesResourceList,
                                        Resource<GenericKubernetesResource>>>
                        objects) {
            var some = objects.withFields(selecting.fields());
            return (kind.label().isEmpty() ? some : some.withLabel(kind.label())).runnableInformer(0);
        }

        void start() {
            // The objects are kept here as trees; the informer need only know which there are.
            var _ = informer.itemStore(new ReducedStateItemStore<>(
                            ReducedStateItemStore.NAME_KEY_STATE,
                            GenericKubernetesResource.class,
                            client.getKubernetesSerialization()))
                    .exceptionHandler((_, failure) -> {
                        loop.execute(() -> failed(this, failure));
                        return true;
                    })
                    .addEventHandler(this)
                    .start();
        }

        void stop() {
            informer.stop();
        }

        /** Read, or refused for so long that it is not for an API server that has just begun. */
        boolean isSettled() {
            return listed
                    || (refusal != null
                            && refusal.code() == FORBIDDEN
                            && System.nanoTime() - refusal.since() > UNTIL_FORBIDDEN.toNanos());
        }

        /** From where the informer is, so that nothing comes that it has. */
        void ask() {
            String newest = Objects.requireNonNullElse(informer.lastSyncResourceVersion(), "");
            String _ = client.raw(selecting.watchPath(version, namespace, newest));
        }

        /** A bookmark shows by nothing but the version. */
        synchronized Duration silence() {
            String newest = Objects.requireNonNullElse(informer.lastSyncResourceVersion(), "");
            if (!newest.equals(heard)) {
                heard = newest;
                heardAt = System.nanoTime();
            }
            return Duration.ofNanos(System.nanoTime() - heardAt);
        }

        @Override
        public void onAdd(GenericKubernetesResource added) {
            put(added);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            put(now);
        }

        @Override
        public void onDelete(GenericKubernetesResource gone, boolean finalStateUnknown) {
            ObjectName name = ObjectDecoder.nameOf(tree(gone), kind.namespaced());
            report(from -> reported.remove(from, name));
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            loop.execute(() -> {
                if (!isOver()) {
                    listed(this);
                }
            });
        }

        private void report(Function<Reporter, Effect> event) {
            loop.execute(() -> {
                if (!isOver()) {
                    observer.changed(
                            KindWatch.this, event.apply(single == null ? Reporter.SELECTING : Reporter.BY_NAME));
                }
            });
        }

        /** What it still says after it was stopped is of no account: another of its name may have begun. */
        private boolean isOver() {
            return single != null && !this.equals(named.get(single));
        }

        private void put(GenericKubernetesResource object) {
            ObjectNode tree = tree(object);
            report(from -> reported.put(from, tree));
        }

        /** Items of lists of Kubernetes' own kinds do not say what they are. */
        private ObjectNode tree(GenericKubernetesResource object) {
            object.getMetadata().setManagedFields(null);
            String json = client.getKubernetesSerialization().asJson(object);
            return ((ObjectNode) JSON.readTree(json))
                    .put("apiVersion", kind.apiVersion(version))
                    .put("kind", kind.kind());
        }
    }
}
