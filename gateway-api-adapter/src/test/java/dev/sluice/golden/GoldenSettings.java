package dev.sluice.golden;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketId;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.resource.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a case says besides its objects, in {@code settings.yaml}. Members of that file: {@code privilegedPortOffset},
 * {@code clusterPorts} for a cluster and there {@code dedicated} or {@code onlyGateway} of namespace shop,
 * {@code serviceNamesByDns}, {@code springFilterFactories}, {@code servedVersion}, and {@code closedSockets} from
 * socket to message.
 */
record GoldenSettings(Map<?, ?> members) {

    static GoldenSettings of(Path folder) throws IOException {
        var file = folder.resolve("settings.yaml");
        return new GoldenSettings(
                Files.exists(file)
                        ? (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file))
                        : Map.of());
    }

    GraphSettings graph() {
        return new GraphSettings(
                GraphSettings.CONTROLLER_NAME,
                placement(),
                springFilterFactories(),
                !(members.get("serviceNamesByDns") instanceof Boolean byDns) || byDns);
    }

    private Placement placement() {
        if (members.get("clusterPorts") instanceof String range) {
            return new Placement.InCluster("0.0.0.0", PortRange.of(range), share());
        }
        return new Placement.OnMachine(
                "0.0.0.0", members.get("privilegedPortOffset") instanceof Integer offset ? offset : 8000);
    }

    private Share share() {
        return members.get("onlyGateway") instanceof String name
                ? new Share.One(new ObjectName("shop", name))
                : new Share.Common(members.get("dedicated") instanceof Boolean dedicated && dedicated);
    }

    /** What a data plane would measure: every socket is open, unless the case says otherwise. */
    Served served(GatewayConfig config) {
        var sockets = new LinkedHashMap<SocketId, SocketState>();
        for (ListenerSocket socket : config.sockets()) {
            sockets.put(socket.id(), state(socket));
        }
        return new Served(
                members.get("servedVersion") instanceof Integer version ? version : config.version(), sockets);
    }

    private SocketState state(ListenerSocket socket) {
        return members.get("closedSockets") instanceof Map<?, ?> closed
                        && closed.get(socket.id().toString()) instanceof String message
                ? new SocketState.Closed(message)
                : new SocketState.Open(socket.addresses());
    }

    private Set<String> springFilterFactories() {
        return members.get("springFilterFactories") instanceof List<?> names
                ? Set.copyOf(names.stream().map(Object::toString).toList())
                : Set.of();
    }
}
