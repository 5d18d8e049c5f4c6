package dev.sluice.infrastructure;

import dev.sluice.graph.Graph;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Objects;
import dev.sluice.graph.Placement;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gateways and their Services in namespace shop, for tests. */
public final class Shop {

    public static final PortRange PORTS = new PortRange(20000, 20004);

    private Shop() {}

    public static GraphSettings settings() {
        return new GraphSettings(
                GraphSettings.CONTROLLER_NAME,
                new Placement.InCluster("0.0.0.0", PORTS, new Share.Common(true), ExternalNames.REFUSE),
                Objects.factories());
    }

    /** Objects beside a GatewayClass of ours. */
    public static ClusterState state(WatchedObject... objects) {
        var all = new ArrayList<WatchedObject>(Arrays.asList(objects));
        all.addFirst(Objects.gatewayClass());
        return ClusterState.of(all);
    }

    public static Graph graph(ClusterState state) {
        return Graph.of(state, settings());
    }

    /** A Gateway with an HTTP Listener on each port; its uid is {@code NAME-uid}. */
    public static Gateway gateway(String name, int day, int... ports) {
        return gateway(name, day, Gateway.Infrastructure.NONE, ports);
    }

    public static Gateway gateway(String name, int day, Gateway.Infrastructure infrastructure, int... ports) {
        var listeners = IntStream.of(ports)
                .mapToObj(port -> Objects.listener("port-" + port, port, null))
                .toList();
        return gateway(name, day, infrastructure, listeners);
    }

    private static Gateway gateway(
            String name, int day, Gateway.Infrastructure infrastructure, List<Gateway.Listener> listeners) {
        var created = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(86_400L * day);
        return new Gateway(
                new ObjectMeta(new ObjectName("shop", name), name + "-uid", 1, created, Map.of(), Map.of()),
                new Gateway.Spec(
                        "sluice",
                        listeners,
                        List.of(),
                        Gateway.AllowedListeners.NONE,
                        infrastructure,
                        FrontendTls.NONE,
                        null,
                        List.of()));
    }

    /** A Gateway with Listeners of UDP and TCP on one port. */
    public static Gateway gatewayOfBoth(String name, int day, int port) {
        var listeners = Stream.of("UDP", "TCP")
                .map(protocol -> new Gateway.Listener(
                        protocol,
                        null,
                        port,
                        protocol,
                        null,
                        new Gateway.AllowedRoutes("Same", null, List.of()),
                        List.of(),
                        List.of()))
                .toList();
        return gateway(name, day, Gateway.Infrastructure.NONE, listeners);
    }

    /** The Service of a Gateway: port 80 leads to the first target port, 81 to the next. */
    public static Service service(String gateway, int... targetPorts) {
        return service(gateway, Set.of(gateway + "-uid"), targetPorts);
    }

    public static Service service(String gateway, Set<String> owners, int... targetPorts) {
        var ports = IntStream.range(0, targetPorts.length)
                .mapToObj(i -> new Service.Port("port-" + (80 + i), 80 + i, "TCP", "" + targetPorts[i], null))
                .toList();
        return new Service(
                new ObjectMeta(
                        new ObjectName("shop", gateway + "-sluice"),
                        "",
                        1,
                        Instant.EPOCH,
                        Map.of("app.kubernetes.io/managed-by", "sluice"),
                        Map.of()),
                "LoadBalancer",
                null,
                false,
                ports,
                Map.of(),
                new Service.Standing(owners, List.of("10.202.0.1"), List.of()));
    }
}
