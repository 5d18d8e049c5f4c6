package dev.sluice.source.kubernetes;

import dev.sluice.mesh.NodeClients;
import dev.sluice.resource.ObjectName;
import dev.sluice.text.LogLine;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods of one node by their addresses. A pod that has ended, and one on the host's network, has none of its own.
 * Asked by any thread.
 */
public final class NodePods implements NodeClients, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodePods.class);
    private static final String NODE = "spec.nodeName";
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final Map<InetAddress, ObjectName> byAddress = new ConcurrentHashMap<>();
    private final Map<ObjectName, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final SharedIndexInformer<Pod> informer;

    /**
     * Reads nothing yet. The client stays open.
     *
     * @param node name of the node
     */
    public NodePods(KubernetesClient client, String node) {
        this.informer = client.pods()
                .inAnyNamespace()
                .withField(NODE, node)
                .runnableInformer(0)
                .itemStore(new ReducedStateItemStore<>(
                        ReducedStateItemStore.NAME_KEY_STATE, Pod.class, client.getKubernetesSerialization()))
                .exceptionHandler((_, failure) -> {
                    LOG.warn(
                            "The pods of node {} cannot be watched, which is tried again: {}",
                            node,
                            LogLine.of(failure.toString()));
                    return true;
                })
                .addEventHandler(new Events());
    }

    /** Begins to watch; does not wait for it. */
    public void start() {
        var _ = informer.start();
    }

    /** Whether all pods were read once. */
    public boolean hasRead() {
        return informer.hasSynced();
    }

    @Override
    public @Nullable String namespaceOf(InetAddress address) {
        ObjectName pod = byAddress.get(address);
        return pod == null ? null : pod.namespace();
    }

    @Override
    public Set<InetAddress> addressesOf(String namespace) {
        return addresses.entrySet().stream()
                .filter(pod -> pod.getKey().namespace().equals(namespace))
                .flatMap(pod -> pod.getValue().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        informer.close();
    }

    /** Called by one thread. */
    private final class Events implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            put(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod now) {
            put(now);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            if (forget(name(pod))) {
                listeners.forEach(Runnable::run);
            }
        }
    }

    private void put(Pod pod) {
        ObjectName name = name(pod);
        List<InetAddress> now = addresses(pod);
        if (now.equals(addresses.getOrDefault(name, List.of()))) {
            return;
        }
        forget(name);
        if (!now.isEmpty()) {
            addresses.put(name, now);
            now.forEach(address -> byAddress.put(address, name));
        }
        listeners.forEach(Runnable::run);
    }

    /** Another pod may have the address already. */
    private boolean forget(ObjectName name) {
        List<InetAddress> gone = addresses.remove(name);
        if (gone != null) {
            gone.forEach(address -> byAddress.remove(address, name));
        }
        return gone != null;
    }

    private static ObjectName name(Pod pod) {
        return new ObjectName(
                pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }

    private static List<InetAddress> addresses(Pod pod) {
        var status = pod.getStatus();
        if (status == null
                || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
                || ENDED.contains(String.valueOf(status.getPhase()))) {
            return List.of();
        }
        return status.getPodIPs().stream()
                .map(PodIP::getIp)
                .map(InetAddress::ofLiteral)
                .toList();
    }
}
