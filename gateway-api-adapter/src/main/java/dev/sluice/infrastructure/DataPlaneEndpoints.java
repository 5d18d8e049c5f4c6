package dev.sluice.infrastructure;

import dev.sluice.resource.ObjectName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The data plane's pods, as Kubernetes keeps them in the EndpointSlices of their own Service.
 *
 * @param byAddressType {@code IPv4} and {@code IPv6}; empty while nothing is known
 */
public record DataPlaneEndpoints(SortedMap<String, ArrayNode> byAddressType) {

    private static final List<String> FIELDS = List.of("addresses", "conditions", "nodeName", "zone", "targetRef");

    /** An EndpointSlice may hold this many. Source: discovery.k8s.io/v1 EndpointSlice.endpoints. */
    private static final int MOST = 1000;

    /**
     * Reads the EndpointSlices of a Service; other EndpointSlices are left out.
     *
     * @param slices as the API server sent them
     */
    public static DataPlaneEndpoints of(Collection<ObjectNode> slices, ObjectName service) {
        var byAddressType = new TreeMap<String, ArrayNode>();
        slices.stream()
                .filter(slice -> areOf(slice, service))
                .map(slice -> slice.path("addressType").asString(""))
                .filter(type -> type.equals("IPv4") || type.equals("IPv6"))
                .forEach(type -> byAddressType.computeIfAbsent(type, it -> endpoints(slices, service, it)));
        return new DataPlaneEndpoints(byAddressType);
    }

    /** Addresses of the pods that take requests. */
    public Set<String> readyAddresses() {
        return byAddressType.values().stream()
                .flatMap(endpoints -> endpoints.values().stream())
                .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
                .flatMap(endpoint -> endpoint.path("addresses").values().stream())
                .map(address -> address.asString(""))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ArrayNode endpoints(Collection<ObjectNode> slices, ObjectName service, String addressType) {
        var endpoints = JsonNodeFactory.instance.arrayNode();
        slices.stream()
                .filter(slice -> areOf(slice, service))
                .filter(slice -> slice.path("addressType").asString("").equals(addressType))
                .flatMap(slice -> slice.path("endpoints").values().stream())
                .map(DataPlaneEndpoints::copy)
                .sorted(Comparator.comparing(DataPlaneEndpoints::address))
                .limit(MOST)
                .forEach(endpoints::add);
        return endpoints;
    }

    /** Whether the endpoints of an EndpointSlice are those of a Service. */
    public static boolean areOf(JsonNode slice, ObjectName service) {
        var metadata = slice.path("metadata");
        return metadata.path("namespace").asString("").equals(service.namespace())
                && metadata.path("labels")
                        .path(EndpointSliceTree.SERVICE_NAME)
                        .asString("")
                        .equals(service.name());
    }

    /** Hints are left out: they are for the Service that they were computed for. */
    private static ObjectNode copy(JsonNode endpoint) {
        var copy = JsonNodeFactory.instance.objectNode();
        FIELDS.stream().filter(endpoint::hasNonNull).forEach(field -> copy.set(field, endpoint.path(field)));
        return copy;
    }

    private static String address(JsonNode endpoint) {
        return Stream.concat(endpoint.path("addresses").values().stream().map(it -> it.asString("")), Stream.of(""))
                .findFirst()
                .orElse("");
    }
}
