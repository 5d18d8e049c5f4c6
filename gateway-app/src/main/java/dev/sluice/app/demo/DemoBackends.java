package dev.sluice.app.demo;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.netty.ChannelBindException;

/** The backends that a folder of examples expects on this machine. */
public final class DemoBackends {

    private static final String LOOPBACK = "127.0.0.1";

    private DemoBackends() {}

    /**
     * Starts one echo server for each port that an EndpointSlice names on the loopback address; it calls itself as its
     * Service.
     *
     * @return in the order of their ports; the caller closes them
     * @throws reactor.netty.ChannelBindException if a port is in use; those that were opened are closed again
     */
    public static List<EchoServer> start(ClusterState state) {
        var servers = new ArrayList<EchoServer>();
        try {
            namesByPort(state).forEach((port, name) -> servers.add(EchoServer.start(name, LOOPBACK, port)));
            return List.copyOf(servers);
        } catch (ChannelBindException portInUse) {
            servers.forEach(EchoServer::close);
            throw portInUse;
        }
    }

    private static SortedMap<Integer, String> namesByPort(ClusterState state) {
        var namesByPort = new TreeMap<Integer, String>();
        for (EndpointSlice slice : state.all(Kinds.ENDPOINT_SLICE).values()) {
            if (isLocal(slice)) {
                slice.ports().stream()
                        .map(EndpointSlice.Port::port)
                        .filter(Objects::nonNull)
                        .forEach(port -> namesByPort.putIfAbsent(port, slice.serviceName()));
            }
        }
        return namesByPort;
    }

    private static boolean isLocal(EndpointSlice slice) {
        return slice.endpoints().stream()
                .anyMatch(endpoint -> endpoint.addresses().contains(LOOPBACK));
    }
}
