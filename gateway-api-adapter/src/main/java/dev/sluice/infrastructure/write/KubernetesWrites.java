package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.LastWriter;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Writes what Gateways need, one request for each write. */
public final class KubernetesWrites implements ObjectWrites {

    private static final Map<String, String> COLLECTIONS = Map.of(
            MadeObjects.SERVICE, "/api/v1/namespaces/%s/services",
            MadeObjects.ENDPOINT_SLICE, "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices",
            MadeObjects.DEPLOYMENT, "/apis/apps/v1/namespaces/%s/deployments",
            MadeObjects.SERVICE_ACCOUNT, "/api/v1/namespaces/%s/serviceaccounts",
            MadeObjects.ROLE_BINDING, "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings",
            MadeObjects.CLUSTER_ROLE_BINDING, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings");

    private final ApiServer server;

    /** Writes to this server. */
    public KubernetesWrites(ApiServer server) {
        this.server = server;
    }

    @Override
    public Answer create(ObjectKey key, ObjectNode object) {
        return server.create(collection(key), object);
    }

    @Override
    public Answer patch(ObjectKey key, ObjectNode patch) {
        return server.patch(path(key), patch);
    }

    @Override
    public Answer delete(ObjectKey key, String resourceVersion) {
        return server.delete(path(key), resourceVersion);
    }

    @Override
    public String lastWriter(ObjectKey key) {
        return LastWriter.of(server, path(key));
    }

    private static String path(ObjectKey key) {
        return collection(key) + "/" + key.name().name();
    }

    private static String collection(ObjectKey key) {
        return Objects.requireNonNull(COLLECTIONS.get(key.kind()), key.kind())
                .formatted(key.name().namespace());
    }
}
