package dev.sluice.graph.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Service;
import dev.sluice.source.file.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceEndpointsTest {

    @Test
    void endpointHasThePortOfItsSlice() {
        assertThat(ready("port: 8081")).containsExactly(new Endpoint("10.0.0.1", 8081));
    }

    @Test
    void portWithoutNumberIsTheTargetPort() {
        assertThat(ready("protocol: TCP")).containsExactly(new Endpoint("10.0.0.1", 8080));
    }

    @Test
    void portThatCannotBeReachesNothing() {
        assertThat(ready("port: 0")).isEmpty();
        assertThat(ready("port: 65536")).isEmpty();
    }

    private static List<Endpoint> ready(String portOfSlice) {
        ClusterState state = ManifestReader.read("endpoints.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: cart}
                spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: cart-1, labels: {kubernetes.io/service-name: cart}}
                addressType: IPv4
                endpoints: [{addresses: [10.0.0.1]}]
                ports: [{name: http, %s}]
                """.formatted(portOfSlice))
                .state();
        Service service = state.all(Kinds.SERVICE).values().iterator().next();
        return new ServiceEndpoints(state.all(Kinds.ENDPOINT_SLICE).values(), false)
                .of(service, service.ports().getFirst())
                .ready();
    }
}
