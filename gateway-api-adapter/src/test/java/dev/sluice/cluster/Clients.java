package dev.sluice.cluster;

import dev.sluice.source.kubernetes.ClusterClient;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** How a fake API server is reached. */
public final class Clients {

    private Clients() {}

    /** For a client of it: watches over HTTP, which need no upgrade. */
    public static Config config(FakeApiServer server) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withNamespace("sluice-system")
                .withOnlyHttpWatches(true)
                .build();
    }

    /** A client of it as it is used in a cluster, for the caller to close. */
    public static KubernetesClient of(FakeApiServer server) {
        return ClusterClient.of(config(server));
    }
}
