package dev.sluice.app.demo;

import dev.sluice.app.demo.DemoBackend.Spoken;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.resource.Service;
import dev.sluice.resource.ServiceImport;
import dev.sluice.resource.XBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;

/** The backends that a folder of examples expects on this machine. */
public final class DemoBackends {

    static final String CERTIFICATE = "sluice.dev/demo-certificate";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String LOCALHOST = "localhost";
    private static final int PROBE_MILLIS = 500;

    private DemoBackends() {}

    /**
     * Starts one backend for each port that an EndpointSlice names on the loopback address, and for each XBackend that
     * selects a pod there; it calls itself as the Service or XBackend. It speaks what the port of the Service says by
     * {@code protocol} and {@code appProtocol}. One that speaks HTTP does so over TLS with the certificate of the
     * Secret that annotation {@value #CERTIFICATE} of the EndpointSlice names. Where a Service leads to
     * {@code localhost} by its name, a program that listens there is left in its place.
     *
     * @return in the order of their ports; the caller closes them
     * @throws reactor.netty.ChannelBindException if a port is in use; those that were opened are closed again
     * @throws IllegalArgumentException where there is no such Secret
     */
    public static List<DemoBackend> start(ClusterState state) {
        var servers = new ArrayList<DemoBackend>();
        try {
            slicesByPort(state).forEach((port, slice) -> servers.add(start(state, port, slice)));
            xBackendsByPort(state).forEach((port, name) -> servers.add(EchoServer.start(name, LOOPBACK, port)));
            localNames(state).forEach(place -> startUnlessTaken(place).ifPresent(servers::add));
            return List.copyOf(servers);
        } catch (ChannelBindException | IllegalArgumentException notStarted) {
            servers.forEach(DemoBackend::close);
            throw notStarted;
        }
    }

    private static DemoBackend start(ClusterState state, int port, EndpointSlice slice) {
        Spoken spoken = spoken(state, port, slice);
        return spoken == Spoken.HTTP
                ? EchoServer.start(name(slice), LOOPBACK, port, tls(state, slice))
                : spoken.start(new DemoBackend.Place(name(slice), LOOPBACK, port));
    }

    /** What a Service leads to by the name of this machine. */
    private record LocalName(String service, Service.Port port) {}

    private static Stream<LocalName> localNames(ClusterState state) {
        return state.all(Kinds.SERVICE).values().stream()
                .filter(service -> LOCALHOST.equalsIgnoreCase(service.externalName()))
                .flatMap(service -> service.ports().stream()
                        .map(port -> new LocalName(service.name().name(), port)));
    }

    private static Optional<DemoBackend> startUnlessTaken(LocalName name) {
        if (isTaken(name.port().port())) {
            return Optional.empty();
        }
        Spoken spoken = Spoken.of(name.port().protocol(), name.port().appProtocol());
        try {
            return Optional.of(spoken.start(
                    new DemoBackend.Place(name.service(), LOOPBACK, name.port().port())));
        } catch (ChannelBindException taken) {
            return Optional.empty();
        }
    }

    /** Some programs listen at the IPv6 address of the name only. */
    private static boolean isTaken(int port) {
        try {
            for (InetAddress address : InetAddress.getAllByName(LOCALHOST)) {
                if (accepts(address, port)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException unnamed) {
            return false;
        }
    }

    private static boolean accepts(InetAddress address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PROBE_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static Spoken spoken(ClusterState state, int port, EndpointSlice slice) {
        return slice.backends()
                .flatMap(backend -> ports(state, backend))
                .filter(it -> slice.ports().stream()
                        .anyMatch(named -> named.name().equals(it.name()) && Objects.equals(named.port(), port)))
                .findFirst()
                .map(it -> Spoken.of(it.protocol(), it.appProtocol()))
                .orElse(Spoken.HTTP);
    }

    private static Stream<Service.Port> ports(ClusterState state, BackendName backend) {
        return switch (state.all(backend.kind()).get(backend.name())) {
            case Service service -> service.ports().stream();
            case ServiceImport serviceImport -> serviceImport.ports().stream();
            case null, default -> Stream.empty();
        };
    }

    /** Its own, or that of the slice where it belongs to nothing. */
    private static String name(EndpointSlice slice) {
        return slice.backends()
                .findFirst()
                .map(BackendName::name)
                .orElse(slice.name())
                .name();
    }

    private static @Nullable EchoTls tls(ClusterState state, EndpointSlice slice) {
        String secret = slice.metadata().annotations().get(CERTIFICATE);
        if (secret == null) {
            return null;
        }
        var name = new ObjectName(slice.name().namespace(), secret);
        var data = Optional.ofNullable(state.all(Kinds.SECRET).get(name))
                .map(Secret::data)
                .orElse(Map.of());
        var chain = data.get("tls.crt");
        var key = data.get("tls.key");
        if (chain == null || key == null) {
            throw new IllegalArgumentException("EndpointSlice " + slice.name() + ": annotation " + CERTIFICATE
                    + ": there is no Secret " + name + " with tls.crt and tls.key");
        }
        return new EchoTls(new String(chain, StandardCharsets.US_ASCII), new String(key, StandardCharsets.US_ASCII));
    }

    private static SortedMap<Integer, EndpointSlice> slicesByPort(ClusterState state) {
        var slicesByPort = new TreeMap<Integer, EndpointSlice>();
        for (EndpointSlice slice : state.all(Kinds.ENDPOINT_SLICE).values()) {
            if (isLocal(slice)) {
                slice.ports().stream()
                        .map(EndpointSlice.Port::port)
                        .filter(Objects::nonNull)
                        .forEach(port -> slicesByPort.putIfAbsent(port, slice));
            }
        }
        return slicesByPort;
    }

    private static SortedMap<Integer, String> xBackendsByPort(ClusterState state) {
        var byPort = new TreeMap<Integer, String>();
        for (XBackend xBackend : state.all(Kinds.X_BACKEND).values()) {
            if (xBackend.definition() instanceof XBackend.Definition.Spec spec
                    && spec.destination() instanceof XBackend.Destination.EndpointSelector selector
                    && spec.port() != null
                    && hasLocalPod(state, xBackend.name().namespace(), selector)) {
                byPort.putIfAbsent(spec.port(), xBackend.name().name());
            }
        }
        return byPort;
    }

    private static boolean hasLocalPod(
            ClusterState state, String namespace, XBackend.Destination.EndpointSelector selector) {
        return state.all(Kinds.POD).values().stream()
                .filter(pod -> pod.name().namespace().equals(namespace) && LOOPBACK.equals(pod.ip()))
                .anyMatch(pod -> pod.metadata()
                        .labels()
                        .entrySet()
                        .containsAll(selector.matchLabels().entrySet()));
    }

    private static boolean isLocal(EndpointSlice slice) {
        return slice.endpoints().stream()
                .anyMatch(endpoint -> endpoint.addresses().contains(LOOPBACK));
    }
}
