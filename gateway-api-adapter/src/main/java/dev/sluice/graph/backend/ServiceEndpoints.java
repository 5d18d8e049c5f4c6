package dev.sluice.graph.backend;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Service;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds what is behind a port of a Service or ServiceImport. Source: discovery.k8s.io/v1 EndpointSlice,
 * Service.externalName, ServiceImport.ips.
 */
final class ServiceEndpoints {

    private final Map<BackendName, List<EndpointSlice>> slices;
    private final boolean namesByDns;
    private final boolean externalNames;

    ServiceEndpoints(Map<BackendName, List<EndpointSlice>> slices, boolean namesByDns, ExternalNames externalNames) {
        this.slices = slices;
        this.namesByDns = namesByDns;
        this.externalNames = externalNames == ExternalNames.ALLOW;
    }

    /** Whether it leads only to names that are not followed. */
    boolean refuses(PortedBackend backend) {
        if (externalNames) {
            return false;
        }
        var own = slices.getOrDefault(backend.name(), List.of());
        return backend.externalName() != null
                || (!own.isEmpty() && own.stream().allMatch(ServiceEndpoints::holdsNames));
    }

    /** Source: EndpointSlice.addressType. */
    private static boolean holdsNames(EndpointSlice slice) {
        return slice.addressType().equals("FQDN");
    }

    /**
     * What is behind a port.
     *
     * @param ready those that take new requests
     * @param terminating those that are ending and still serve
     */
    record Found(List<Endpoint> ready, List<Endpoint> terminating) {

        static Found named(String name, int port) {
            return new Found(List.of(new Endpoint(name, port)), List.of());
        }
    }

    /** In this order: the external name, the EndpointSlices, the addresses of an import, the Service's own name. */
    Found of(PortedBackend backend, Service.Port port) {
        var externalName = backend.externalName();
        if (externalName != null) {
            return Found.named(externalName, targetPort(port).orElse(port.port()));
        }
        var own = slices.get(backend.name());
        if (own != null) {
            return new Found(
                    ofSlices(own, port, backend.ports(), EndpointSlice.Endpoint::ready),
                    ofSlices(own, port, backend.ports(), ServiceEndpoints::endsButServes));
        }
        if (namesByDns && backend.name().kind().equals(Kinds.SERVICE)) {
            return Found.named(backend.name().name().name(), targetPort(port).orElse(port.port()));
        }
        return new Found(
                backend.ips().stream()
                        .filter(ip -> externalNames || isAddress(ip))
                        .map(ip -> new Endpoint(ip, port.port()))
                        .toList(),
                List.of());
    }

    /** The API server takes any text for an address of a ServiceImport, so also a name. */
    private static boolean isAddress(String ip) {
        try {
            return InetAddress.ofLiteral(ip) != null;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /** A Service that publishes addresses that are not ready says so by {@code ready} in its EndpointSlices. */
    private static boolean endsButServes(EndpointSlice.Endpoint endpoint) {
        return !endpoint.ready() && endpoint.serving() && endpoint.terminating();
    }

    private List<Endpoint> ofSlices(
            List<EndpointSlice> slices,
            Service.Port port,
            List<Service.Port> all,
            Predicate<EndpointSlice.Endpoint> usable) {
        return slices.stream()
                .filter(slice -> externalNames || !holdsNames(slice))
                .flatMap(slice -> ofSlice(slice, port, all, usable))
                .toList();
    }

    private static Stream<Endpoint> ofSlice(
            EndpointSlice slice, Service.Port port, List<Service.Port> all, Predicate<EndpointSlice.Endpoint> usable) {
        var number = portOf(slice, port, all);
        if (number.isEmpty()) {
            return Stream.empty();
        }
        return slice.endpoints().stream()
                .filter(usable)
                .flatMap(endpoint -> endpoint.addresses().stream()
                        .map(address -> new Endpoint(address, number.getAsInt(), endpoint.podUid())));
    }

    /**
     * Ports meet by name and protocol; one without a number is the Service's target port. A number that no port has
     * reaches nothing: the API server does not look at it.
     */
    private static OptionalInt portOf(EndpointSlice slice, Service.Port port, List<Service.Port> all) {
        var met = named(slice, port.name(), port.protocol()).or(() -> renamed(slice, port, all));
        if (met.isEmpty()) {
            return OptionalInt.empty();
        }
        var number = met.get().port();
        if (number == null) {
            return targetPort(port);
        }
        return number > 0 && number <= 65535 ? OptionalInt.of(number) : OptionalInt.empty();
    }

    private static Optional<EndpointSlice.Port> named(EndpointSlice slice, String name, String protocol) {
        return slice.ports().stream()
                .filter(candidate -> candidate.isNamed(name, protocol))
                .findFirst();
    }

    /** While one of the two has a new name already and the other has not. A name that another port has now is its. */
    private static Optional<EndpointSlice.Port> renamed(
            EndpointSlice slice, Service.Port port, List<Service.Port> all) {
        Predicate<String> isNobodys = name -> all.stream().noneMatch(it -> it.isNamed(name, port.protocol()));
        return port.formerNames().stream()
                .filter(isNobodys)
                .flatMap(name -> named(slice, name, port.protocol()).stream())
                .findFirst()
                .or(() -> slice.ports().stream()
                        .filter(candidate -> candidate.protocol().equals(port.protocol()))
                        .filter(candidate -> candidate.formerNames().contains(port.name()))
                        .filter(candidate -> isNobodys.test(candidate.name()))
                        .min(Comparator.comparingInt(
                                candidate -> candidate.formerNames().indexOf(port.name()))));
    }

    /** The target port where it is a number; a named one is known to pods alone. */
    private static OptionalInt targetPort(Service.Port port) {
        try {
            return OptionalInt.of(Integer.parseInt(port.targetPort()));
        } catch (NumberFormatException named) {
            return OptionalInt.empty();
        }
    }
}
