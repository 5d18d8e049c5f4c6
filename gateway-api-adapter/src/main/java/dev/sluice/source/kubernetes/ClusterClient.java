package dev.sluice.source.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.databind.json.JsonMapper;

/** Makes the client of the API server. */
public final class ClusterClient {

    /**
     * Milliseconds before a watch is opened anew; it doubles five times. So an API server that was away is followed
     * again within 3.2 s.
     */
    private static final int WATCH_RECONNECT = 100;

    private ClusterClient() {}

    /**
     * A client that nobody has used yet. Its lists and watches of Secrets and ConfigMaps have no contents.
     *
     * @param found where the API server is, and who asks; is not changed
     */
    public static KubernetesClient of(Config found) {
        Config config = new ConfigBuilder(found)
                .withWatchReconnectInterval(WATCH_RECONNECT)
                // Who asks here tries again, and knows how often: an election cannot wait for ten tries.
                .withRequestRetryBackoffLimit(0)
                .build();
        // Without a search for the classes of a thousand kinds, none of which is used: objects are trees here.
        var serialization = new KubernetesSerialization(JsonMapper.builder().build(), false);
        serialization.registerKubernetesResource(Status.class);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor(MetadataOnly.class.getName(), new MetadataOnly()))
                .build();
    }
}
