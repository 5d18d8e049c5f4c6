package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.cluster.Leadership;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Objects;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.testkit.FakeCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A writer with a cluster, whose turns a test makes. */
abstract class WrittenInfrastructure {

    static final ObjectName DATA_PLANE = new ObjectName("sluice-system", "data-plane");

    final FakeCluster cluster = new FakeCluster();
    final FakeWrites writes = new FakeWrites(cluster);
    final FakeStoredObjects watched = new FakeStoredObjects(cluster);
    final FakeLeadership leadership = new FakeLeadership();
    Instant now = Instant.EPOCH;
    final InfrastructureWriter writer = new InfrastructureWriter(
            watched,
            leadership,
            writes,
            new InfrastructureSettings(GraphSettings.CONTROLLER_NAME, DATA_PLANE, Shop.PORTS, null),
            () -> now,
            FakeWrites.openPods());

    @BeforeEach
    void runPods() {
        pods("10.201.0.1");
        assertThat(writes.requests()).isEmpty();
    }

    void turn(WatchedObject... objects) {
        exist(objects);
        accept(objects);
        writer.work();
    }

    void exist(WatchedObject... objects) {
        for (WatchedObject object : objects) {
            if (object instanceof Gateway gateway) {
                cluster.put(
                        """
                        {"kind": "Gateway", "metadata": {"name": "%s", "namespace": "shop", "uid": "%s"}}""".formatted(gateway.name().name(), gateway.metadata().uid()));
            }
        }
    }

    void accept(WatchedObject... objects) {
        var all = new ArrayList<WatchedObject>(List.of(objects));
        all.add(Objects.gatewayClass());
        watched.all("Service").forEach(tree -> all.add(ObjectDecoder.decode(Kinds.SERVICE, tree)));
        var state = ClusterState.of(all);
        writer.accept(Shop.graph(state), state);
    }

    void pods(String... addresses) {
        var endpoints = List.of(addresses).stream()
                .map("{\"addresses\": [\"%s\"]}"::formatted)
                .toList();
        cluster.put("""
                {"kind": "EndpointSlice", "addressType": "IPv4", "endpoints": %s, "metadata": {
                  "name": "pods", "namespace": "sluice-system",
                  "labels": {"kubernetes.io/service-name": "data-plane"}}}""".formatted(endpoints));
    }

    int targetPort(String service) {
        return stored("Service", service)
                .path("spec")
                .path("ports")
                .path(0)
                .path("targetPort")
                .intValue();
    }

    JsonNode stored(String kind, String name) {
        var object = cluster.find(kind, "shop", name);
        assertThat(object).as(kind + " " + name).isNotNull();
        return java.util.Objects.requireNonNull(object);
    }

    static Gateway.Infrastructure infrastructure(Map<String, String> labels, Map<String, String> annotations) {
        return new Gateway.Infrastructure(labels, annotations, null);
    }

    static Gateway inClass(Gateway gateway, String className) {
        var spec = gateway.spec();
        return new Gateway(
                gateway.metadata(),
                new Gateway.Spec(
                        className,
                        spec.listeners(),
                        spec.addresses(),
                        spec.allowedListeners(),
                        spec.infrastructure(),
                        spec.frontend(),
                        spec.clientCertificateRef(),
                        spec.unsupported()));
    }

    static Gateway withClusterIp(Gateway gateway, String ip) {
        var spec = gateway.spec();
        return new Gateway(
                gateway.metadata(),
                new Gateway.Spec(
                        spec.gatewayClassName(),
                        spec.listeners(),
                        List.of(new Gateway.Address("IPAddress", ip, "Cluster")),
                        spec.allowedListeners(),
                        spec.infrastructure(),
                        spec.frontend(),
                        spec.clientCertificateRef(),
                        spec.unsupported()));
    }

    static GatewayClass foreignClass() {
        return new GatewayClass(classMeta("other"), "example.com/another", null);
    }

    static GatewayClass ourClass(String name) {
        return new GatewayClass(classMeta(name), Objects.gatewayClass().controllerName(), null);
    }

    static ObjectMeta classMeta(String name) {
        return new ObjectMeta(new ObjectName("", name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    static final class FakeLeadership implements Leadership {

        private volatile boolean leads = true;
        private Runnable changed = () -> {};

        void set(boolean nowLeads) {
            leads = nowLeads;
            changed.run();
        }

        @Override
        public boolean leads() {
            return leads;
        }

        @Override
        public void onChange(Runnable listener) {
            changed = listener;
        }
    }
}
