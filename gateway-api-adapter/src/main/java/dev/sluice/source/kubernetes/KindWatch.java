package dev.sluice.source.kubernetes;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.kubernetes.KindObjects.Effect;
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
import java.util.concurrent.Executor;
import java.util.function.Supplier;
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

    /** Of a list: so that one of thousands is never in memory as a whole. */
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final WatchedKind kind;
    private final String version;
    private final KindObjects objects;
    private final List<Informed> parts = new ArrayList<>();
    /** Null: all contents are read, by the list and the watch. */
    private final @Nullable NamedContents contents;

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
     * @param heap says for how many there is room
     * @param loop the source's thread
     */
    KindWatch(
            KubernetesClient client,
            WatchedKind kind,
            String version,
            StoredForm form,
            HeapGuard heap,
            Executor loop,
            Observer observer) {
        this.client = client;
        this.kind = kind;
        this.version = version;
        this.objects = new KindObjects(kind, form, heap);
        this.loop = loop;
        this.observer = observer;
        this.contents = kind.isNamed() ? new NamedContents(objects, this::read, loop, new OfContents()) : null;
    }

    /**
     * Begins to list and to watch; does not wait for it.
     *
     * @param namespaces empty: all
     */
    void start(List<String> namespaces) {
        boolean once = namespaces.isEmpty() || (!kind.namespaced() && !isNamespace());
        if (once) {
            parts.add(new Informed(null));
        } else {
            namespaces.forEach(namespace -> parts.add(new Informed(namespace)));
        }
        parts.forEach(Informed::start);
    }

    /** Reads the contents of these, and of no others; all are read where the kind is not read by names. */
    void want(Map<ObjectName, Extract> names) {
        if (contents != null) {
            contents.want(names);
        }
    }

    /** Whether each of those objects was read, or may not be read. */
    boolean hasWanted() {
        return contents == null || contents.areAnswered();
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
        return refusals().map(Refusal::message).findFirst().orElse(null);
    }

    /** Whether that is for want of a right. */
    boolean isForbidden() {
        return refusals().anyMatch(it -> it.code() == FORBIDDEN);
    }

    /** How long the API server has said nothing of this kind, not even a bookmark. Called by any thread. */
    Duration silence() {
        return parts.stream()
                .map(Informed::silence)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /**
     * Asks for watches like those that the client has, only shorter; blocks. Called by any thread.
     *
     * @throws KubernetesClientException if one is refused
     */
    void ask() {
        parts.forEach(Informed::ask);
    }

    /** Reads objects that wait, as far as there may be room for them now. Blocks; called by any thread. */
    void takeWaiting() {
        var room = objects.room();
        var named = contents;
        room.waiting().forEach((name, it) -> {
            if (!room.hasRoom(it)) {
                return;
            }
            if (named != null) {
                loop.execute(() -> named.changed(name));
                return;
            }
            ObjectNode tree = read(name);
            if (tree != null) {
                loop.execute(() -> observer.changed(this, objects.takeWaiting(name, it.version(), tree)));
            }
        });
    }

    /** Null: there is no such object. */
    private @Nullable ObjectNode read(ObjectName name) {
        var all = client.genericKubernetesResources(kind.context(version));
        var object = kind.namespaced()
                ? all.inNamespace(name.namespace()).withName(name.name()).get()
                : all.withName(name.name()).get();
        return object == null ? null : tree(object);
    }

    /** Items of lists of Kubernetes' own kinds do not say what they are. */
    private ObjectNode tree(GenericKubernetesResource object) {
        object.getMetadata().setManagedFields(null);
        var annotations = object.getMetadata().getAnnotations();
        if (annotations != null) {
            // A copy of the object, of use to kubectl only.
            annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        }
        String json = client.getKubernetesSerialization().asJson(object);
        return ((ObjectNode) JSON.readTree(json))
                .put("apiVersion", kind.apiVersion(version))
                .put("kind", kind.kind());
    }

    @Override
    public void close() {
        parts.forEach(Informed::stop);
        if (contents != null) {
            contents.close();
        }
    }

    private Stream<Refusal> refusals() {
        var failure = contents == null ? null : contents.failure();
        return Stream.concat(
                parts.stream().map(it -> it.refusal).filter(Objects::nonNull),
                Stream.ofNullable(failure == null ? null : refusal(failure, System.nanoTime())));
    }

    /** Whether it is an answer of the API server. */
    static boolean isAnswer(@Nullable Throwable failure) {
        return failure instanceof KubernetesClientException refused && refused.getStatus() != null;
    }

    /** Null: it has not answered. */
    private static @Nullable Refusal refusal(Throwable failure, long since) {
        return failure instanceof KubernetesClientException refused && refused.getStatus() != null
                ? new Refusal(
                        refused.getCode(),
                        LogLine.of(String.valueOf(refused.getStatus().getMessage())),
                        since)
                : null;
    }

    private boolean isNamespace() {
        return kind.kind().equals("Namespace");
    }

    private void listed(Informed part) {
        boolean recovers = part.refusal != null;
        part.refusal = null;
        part.listed = true;
        observer.read(this);
        heard(recovers);
    }

    private void failed(Informed part, Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof KubernetesClientException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        part.refusal = refusal(cause, part.refusal == null ? System.nanoTime() : part.refusal.since());
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

        private final @Nullable String namespace;
        private final SharedIndexInformer<GenericKubernetesResource> informer;
        private final PacedStore<GenericKubernetesResource> items;
        // Touched by the source's thread alone.
        private boolean listed;
        private @Nullable Refusal refusal;
        // Touched by any.
        private String heard = "";
        private long heardAt = System.nanoTime();

        /**
         * Does nothing yet.
         *
         * @param namespace null: all
         */
        Informed(@Nullable String namespace) {
            this.namespace = namespace;
            this.informer = informer(namespace);
            // The objects are kept here as trees; the informer need only know which there are.
            this.items = new PacedStore<>(new ReducedStateItemStore<>(
                    ReducedStateItemStore.NAME_KEY_STATE,
                    GenericKubernetesResource.class,
                    client.getKubernetesSerialization()));
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
            var some = objects.withFields(kind.fields());
            return (kind.label().isEmpty() ? some : some.withLabel(kind.label()))
                    .withLimit(PAGE)
                    .runnableInformer(0);
        }

        void start() {
            var _ = informer.itemStore(items)
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
            String _ = client.raw(kind.watchPath(version, namespace, newest));
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
            loop.execute(items::taken);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            put(now);
            loop.execute(items::taken);
        }

        @Override
        public void onDelete(GenericKubernetesResource gone, boolean finalStateUnknown) {
            ObjectName name = name(gone);
            if (contents == null) {
                report(() -> objects.remove(name));
            } else {
                loop.execute(() -> contents.removed(name));
            }
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            loop.execute(() -> listed(this));
        }

        private void put(GenericKubernetesResource object) {
            if (contents == null) {
                ObjectNode tree = tree(object);
                report(() -> objects.put(tree));
            } else {
                ObjectName name = name(object);
                loop.execute(() -> contents.changed(name));
            }
        }

        private void report(Supplier<Effect> event) {
            loop.execute(() -> observer.changed(KindWatch.this, event.get()));
        }
    }

    private ObjectName name(GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectName(
                kind.namespaced() ? namespace : "", object.getMetadata().getName());
    }

    /** Reports what became of contents to the observer of this. */
    private final class OfContents implements NamedContents.Observer {

        @Override
        public void changed(Effect effect) {
            observer.changed(KindWatch.this, effect);
        }

        @Override
        public void answered() {
            observer.read(KindWatch.this);
        }

        @Override
        public void failed(RuntimeException cause) {
            observer.failed(KindWatch.this, cause);
            observer.read(KindWatch.this);
        }

        @Override
        public void recovered() {
            observer.recovered(KindWatch.this);
        }
    }
}
