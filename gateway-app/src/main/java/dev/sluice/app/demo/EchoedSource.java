package dev.sluice.app.demo;

import dev.sluice.resource.BackendName;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another source, in which each Service without endpoints has one: a port of 127.0.0.1 that is free, for a backend of
 * the demo. Which Services those are is decided once, when the source starts; one that gets endpoints of its own, or
 * comes later, is left as it is written.
 */
public final class EchoedSource implements ResourceSource {

    private static final String LOOPBACK = "127.0.0.1";

    private final ResourceSource source;
    private volatile Map<ObjectName, EndpointSlice> echoes = Map.of();
    private volatile Taken taken = new Taken(SourceSnapshot.NOTHING_READ, SourceSnapshot.NOTHING_READ);

    /** What the source had, and what was made of it. */
    private record Taken(SourceSnapshot from, SourceSnapshot with) {

        @SuppressWarnings("ReferenceEquality") // to compare two is to compare all their objects
        boolean isOf(SourceSnapshot snapshot) {
            return from == snapshot;
        }
    }

    /** @param source started and closed with this */
    public EchoedSource(ResourceSource source) {
        this.source = source;
    }

    @Override
    public void start(Runnable changed) {
        source.start(changed);
        ClusterState state = source.current().state();
        echoes = withoutEndpoints(state).collect(Collectors.toMap(Service::name, EchoedSource::slice));
    }

    @Override
    public SourceSnapshot current() {
        SourceSnapshot now = source.current();
        Taken last = taken;
        if (last.isOf(now)) {
            return last.with();
        }
        var with = new SourceSnapshot(with(now.state()), now.problems(), now.complete(), now.places(), now.mark());
        taken = new Taken(now, with);
        return with;
    }

    @Override
    public void built(SourceSnapshot snapshot) {
        source.built(snapshot);
    }

    @Override
    public void close() {
        source.close();
    }

    private ClusterState with(ClusterState state) {
        List<EndpointSlice> slices =
                new ArrayList<>(state.all(Kinds.ENDPOINT_SLICE).values());
        withoutEndpoints(state)
                .map(Service::name)
                .filter(echoes::containsKey)
                .map(echoes::get)
                .forEach(slices::add);
        return state.with(Kinds.ENDPOINT_SLICE, slices);
    }

    private static Stream<Service> withoutEndpoints(ClusterState state) {
        Set<ObjectName> sliced = state.all(Kinds.ENDPOINT_SLICE).values().stream()
                .flatMap(EndpointSlice::backends)
                .filter(backend -> backend.kind().equals(Kinds.SERVICE))
                .map(BackendName::name)
                .collect(Collectors.toSet());
        return state.all(Kinds.SERVICE).values().stream()
                .filter(service -> service.externalName() == null && !sliced.contains(service.name()));
    }

    private static EndpointSlice slice(Service service) {
        var name = new ObjectName(service.name().namespace(), service.name().name() + "-demo");
        return new EndpointSlice(
                new ObjectMeta(name, "", 1, Instant.EPOCH, Map.of(), Map.of()),
                service.name().name(),
                "IPv4",
                List.of(new EndpointSlice.Endpoint(List.of(LOOPBACK), true, true, false, null, null)),
                service.ports().stream()
                        .map(port ->
                                new EndpointSlice.Port(port.name(), port.protocol(), freePort(), port.appProtocol()))
                        .toList());
    }

    /** Free now; a process that takes it before the backend does is reported as every port in use. */
    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port on " + LOOPBACK, none);
        }
    }
}
