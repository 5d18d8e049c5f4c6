package dev.sluice.graph.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Service;
import dev.sluice.source.file.ManifestReader;
import java.util.List;
import java.util.Map;
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

    /** Of a Service and its EndpointSlice one has a new name already. */
    @Test
    void portThatWasRenamedLeadsWhereItLed() {
        var renamedService = new Service.Port("new", 80, "TCP", "http", null, List.of("newer", "http"));
        assertThat(of(renamedService, List.of(renamedService), slice("http", 8081, List.of())))
                .containsExactly(new Endpoint("10.0.0.1", 8081));
        var port = new Service.Port("http", 80, "TCP", "http", null);
        assertThat(of(port, List.of(port), slice("new", 8081, List.of("http"))))
                .containsExactly(new Endpoint("10.0.0.1", 8081));
    }

    @Test
    void portThatWasRenamedDoesNotLeadWhereAnotherOfItsFormerNameDoes() {
        var renamed = new Service.Port("new", 80, "TCP", "http", null, List.of("http"));
        var other = new Service.Port("http", 81, "TCP", "admin", null);
        assertThat(of(renamed, List.of(renamed, other), slice("http", 8081, List.of())))
                .isEmpty();
        var port = new Service.Port("old", 80, "TCP", "http", null);
        assertThat(of(port, List.of(port, other), slice("http", 8081, List.of("old"))))
                .isEmpty();
    }

    @Test
    void portOfAnotherProtocolIsAnother() {
        var renamed = new Service.Port("new", 80, "UDP", "http", null, List.of("http"));
        assertThat(of(renamed, List.of(renamed), slice("http", 8081, List.of())))
                .isEmpty();
        var port = new Service.Port("old", 80, "UDP", "http", null);
        assertThat(of(port, List.of(port), slice("http", 8081, List.of("old")))).isEmpty();
    }

    @Test
    void sliceOfNamesIsFollowedWhereNamesAre() {
        ClusterState state = state("port: 8081", "addressType: FQDN", "shop.example.com");
        assertThat(ready(state, ExternalNames.ALLOW)).containsExactly(new Endpoint("shop.example.com", 8081));
        assertThat(ready(state, ExternalNames.REFUSE)).isEmpty();
        assertThat(refuses(state, ExternalNames.ALLOW)).isFalse();
        assertThat(refuses(state, ExternalNames.REFUSE)).isTrue();
    }

    @Test
    void serviceWithAddressesIsNotRefused() {
        ClusterState state = state("port: 8081", "addressType: IPv4", "10.0.0.1");
        assertThat(refuses(state, ExternalNames.REFUSE)).isFalse();
    }

    private static List<Endpoint> ready(String portOfSlice) {
        return ready(state(portOfSlice, "addressType: IPv4", "10.0.0.1"), ExternalNames.REFUSE);
    }

    private static ClusterState state(String portOfSlice, String addressType, String address) {
        return ManifestReader.read("endpoints.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: cart}
                spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: cart-1, labels: {kubernetes.io/service-name: cart}}
                %s
                endpoints: [{addresses: [%s]}]
                ports: [{name: http, %s}]
                """.formatted(addressType, address, portOfSlice))
                .state();
    }

    private static List<Endpoint> ready(ClusterState state, ExternalNames names) {
        var service = PortedBackend.of(service(state));
        return endpoints(state, names).of(service, service.ports().getFirst()).ready();
    }

    private static boolean refuses(ClusterState state, ExternalNames names) {
        return endpoints(state, names).refuses(PortedBackend.of(service(state)));
    }

    private static ServiceEndpoints endpoints(ClusterState state, ExternalNames names) {
        var slices = List.copyOf(state.all(Kinds.ENDPOINT_SLICE).values());
        return new ServiceEndpoints(Map.of(BackendName.ofService(service(state).name()), slices), false, names);
    }

    private static Service service(ClusterState state) {
        return state.all(Kinds.SERVICE).values().iterator().next();
    }

    private static EndpointSlice slice(String name, int port, List<String> formerNames) {
        var slice = state("port: 1", "addressType: IPv4", "10.0.0.1")
                .all(Kinds.ENDPOINT_SLICE)
                .values()
                .iterator()
                .next();
        return slice.withPorts(List.of(new EndpointSlice.Port(name, "TCP", port, null, formerNames)));
    }

    private static List<Endpoint> of(Service.Port port, List<Service.Port> all, EndpointSlice slice) {
        var service = PortedBackend.of(
                service(state("port: 1", "addressType: IPv4", "10.0.0.1")).withPorts(all));
        return new ServiceEndpoints(Map.of(service.name(), List.of(slice)), false, ExternalNames.REFUSE)
                .of(service, port)
                .ready();
    }
}
