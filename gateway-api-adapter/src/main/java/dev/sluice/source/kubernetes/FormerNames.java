package dev.sluice.source.kubernetes;

import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds ports that have another name than before. A Service and its EndpointSlices meet by the names of ports, and
 * arrive one after the other, in either order: until both are there, the former name says which port is which. Only of
 * what Kubernetes' own controller keeps in step; where somebody writes EndpointSlices, a name that leads nowhere is
 * theirs to correct.
 */
final class FormerNames {

    private static final int MOST = 8;
    private static final String MANAGER = "endpointslice.kubernetes.io/managed-by";
    private static final String CONTROLLER = "endpointslice-controller.k8s.io";

    private FormerNames() {}

    /**
     * The object with the former names of its ports.
     *
     * @param before the same object as it was read before; null: it is new
     */
    static WatchedObject noted(WatchedObject now, @Nullable WatchedObject before) {
        return switch (now) {
            case Service service
            when before instanceof Service former && !service.selector().isEmpty() ->
                service.withPorts(service.ports().stream()
                        .map(port -> port.withFormerNames(of(port, service, former)))
                        .toList());
            case EndpointSlice slice
            when before instanceof EndpointSlice former && isOfController(slice) ->
                slice.withPorts(slice.ports().stream()
                        .map(port -> port.withFormerNames(of(port, slice, former)))
                        .toList());
            default -> now;
        };
    }

    private static boolean isOfController(EndpointSlice slice) {
        return CONTROLLER.equals(slice.metadata().labels().get(MANAGER));
    }

    /** Of a port that leads to the same: with another name, or with the same and what that was called before. */
    private static List<String> of(Service.Port port, Service now, Service before) {
        Predicate<Service.Port> leadsToTheSame = it -> it.protocol().equals(port.protocol())
                && it.port() == port.port()
                && it.targetPort().equals(port.targetPort());
        return before.ports().stream()
                .filter(leadsToTheSame)
                .filter(it -> it.name().equals(port.name())
                        || now.ports().stream().noneMatch(other -> other.isNamed(it.name(), it.protocol())))
                .findFirst()
                .map(it -> names(port.name(), it.name(), it.formerNames()))
                .orElse(List.of());
    }

    private static List<String> of(EndpointSlice.Port port, EndpointSlice now, EndpointSlice before) {
        Predicate<EndpointSlice.Port> leadsToTheSame = it ->
                it.protocol().equals(port.protocol()) && it.port() != null && Objects.equals(it.port(), port.port());
        return before.ports().stream()
                .filter(leadsToTheSame)
                .filter(it -> it.name().equals(port.name())
                        || now.ports().stream().noneMatch(other -> other.isNamed(it.name(), it.protocol())))
                .min((one, other) -> Boolean.compare(
                        other.name().equals(port.name()), one.name().equals(port.name())))
                .map(it -> names(port.name(), it.name(), it.formerNames()))
                .orElse(List.of());
    }

    /** The newest first. */
    private static List<String> names(String now, String before, List<String> earlier) {
        return Stream.concat(Stream.of(before), earlier.stream())
                .filter(name -> !name.equals(now))
                .distinct()
                .limit(MOST)
                .toList();
    }
}
