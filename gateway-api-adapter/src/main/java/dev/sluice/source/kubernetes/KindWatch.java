package dev.sluice.source.kubernetes;

import dev.sluice.resource.ObjectName;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.source.kubernetes.KindObjects.Effect;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
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

    private static final JsonMapper JSON = JsonMapper.shared();

    private final WatchedKind kind;
    private final String version;
    private final KindObjects objects;
    private final List<Informed> parts = new ArrayList<>();
    private final Executor loop;
    private final Observer observer;
    private @Nullable String refusal;

    /** Who is told; on the source's thread. */
    interface Observer {

        /** An object was added, changed or removed. */
        void changed(KindWatch watch, Effect effect);

        /** Everything was read once. Told once. */
        void listed(KindWatch watch);

        /** An informer could not list or watch, and will try again. */
        void failed(KindWatch watch, Throwable cause);
    }

    /**
     * Watches nothing yet.
     *
     * @param version one of the kind's
     * @param loop the source's thread
     */
    KindWatch(WatchedKind kind, String version, Executor loop, Observer observer) {
        this.kind = kind;
        this.version = version;
        this.objects = new KindObjects(kind);
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
            parts.add(new Informed(client, null));
        } else {
            namespaces.forEach(namespace -> parts.add(new Informed(client, namespace)));
        }
        parts.forEach(Informed::start);
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

    /** Why the API server refuses to let this kind be read; null where it does not. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public void close() {
        parts.forEach(Informed::stop);
    }

    private boolean isNamespace() {
        return kind.kind().equals("Namespace");
    }

    private void listed(Informed part) {
        if (!part.listed) {
            part.listed = true;
            refusal = null;
            if (parts.stream().allMatch(it -> it.listed)) {
                observer.listed(this);
            }
        }
    }

    private void failed(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof KubernetesClientException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        refusal = cause instanceof KubernetesClientException refused && refused.getCode() == FORBIDDEN
                ? String.valueOf(refused.getStatus().getMessage())
                : null;
        observer.failed(this, cause);
    }

    /** One informer. */
    private final class Informed implements ResourceEventHandler<GenericKubernetesResource> {

        private final KubernetesClient client;
        private final SharedIndexInformer<GenericKubernetesResource> informer;
        // Touched by the source's thread alone.
        private boolean listed;

        /**
         * Does nothing yet.
         *
         * @param namespace null: all
         */
        Informed(KubernetesClient client, @Nullable String namespace) {
            this.client = client;
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
            var some = objects.withFields(kind.fields());
            return (kind.label().isEmpty() ? some : some.withLabel(kind.label())).runnableInformer(0);
        }

        void start() {
            // The objects are kept here as trees; the informer need only know which there are.
            var _ = informer.itemStore(new ReducedStateItemStore<>(
                            ReducedStateItemStore.NAME_KEY_STATE,
                            GenericKubernetesResource.class,
                            client.getKubernetesSerialization()))
                    .exceptionHandler((_, failure) -> {
                        loop.execute(() -> failed(failure));
                        return true;
                    })
                    .addEventHandler(this)
                    .start();
        }

        void stop() {
            informer.stop();
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
            loop.execute(() -> observer.changed(KindWatch.this, objects.remove(name)));
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            loop.execute(() -> listed(this));
        }

        private void put(GenericKubernetesResource object) {
            ObjectNode tree = tree(object);
            loop.execute(() -> observer.changed(KindWatch.this, objects.put(tree)));
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
