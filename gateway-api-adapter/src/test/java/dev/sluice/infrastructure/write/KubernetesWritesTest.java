package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.resource.ObjectName;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where objects are written to. */
final class KubernetesWritesTest {

    private static final ObjectNode OBJECT = JsonMapper.shared().createObjectNode();
    private static final ObjectKey SERVICE = new ObjectKey("Service", new ObjectName("shop", "gw-sluice"));
    private static final ObjectKey SLICE = new ObjectKey("EndpointSlice", new ObjectName("shop", "gw-sluice-ipv4"));

    private FakeApiServer server;
    private KubernetesClient client;
    private KubernetesWrites writes;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
        writes = new KubernetesWrites(new ApiServer(client));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatIsCreatedGoesIntoItsNamespace() {
        writes.create(SERVICE, OBJECT);
        writes.create(SLICE, OBJECT);

        assertThat(server.targets())
                .containsExactly(
                        "POST /api/v1/namespaces/shop/services",
                        "POST /apis/discovery.k8s.io/v1/namespaces/shop/endpointslices");
    }

    @Test
    void eachKindHasItsPlace() {
        for (String kind : List.of("Deployment", "ServiceAccount", "RoleBinding")) {
            writes.create(new ObjectKey(kind, SERVICE.name()), OBJECT);
        }
        writes.patch(new ObjectKey("ClusterRoleBinding", new ObjectName("", "readers")), OBJECT);

        assertThat(server.targets())
                .containsExactly(
                        "POST /apis/apps/v1/namespaces/shop/deployments",
                        "POST /api/v1/namespaces/shop/serviceaccounts",
                        "POST /apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings",
                        "PATCH /apis/rbac.authorization.k8s.io/v1/clusterrolebindings/readers");
    }

    @Test
    void whatIsThereIsNamed() {
        writes.patch(SERVICE, OBJECT);
        writes.delete(SLICE, "7");

        assertThat(server.targets())
                .containsExactly(
                        "PATCH /api/v1/namespaces/shop/services/gw-sluice",
                        "DELETE /apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/gw-sluice-ipv4");
    }
}
