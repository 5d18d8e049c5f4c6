package dev.sluice.graph;

import java.util.Set;

/**
 * What the graph must know besides the objects.
 *
 * @param controllerName classes that name it are ours; by default {@code sluice.dev/gateway-controller}
 * @param listenHost IP address on which Gateways without {@code spec.addresses} listen
 * @param privilegedPortOffset 0-64512; ports below 1024 are bound at port plus this; 0: as they are
 * @param springFilterFactories names of the filter factories that a SpringFilter may name
 * @param serviceNamesByDns whether a Service without EndpointSlices is reached by its name, as in a folder; otherwise it
 *     has no endpoints
 */
public record GraphSettings(
        String controllerName,
        String listenHost,
        int privilegedPortOffset,
        Set<String> springFilterFactories,
        boolean serviceNamesByDns) {

    /** The name by which GatewayClasses choose Sluice. */
    public static final String CONTROLLER_NAME = "sluice.dev/gateway-controller";

    private static final int HIGHEST_OFFSET = 65535 - 1023;

    public GraphSettings {
        springFilterFactories = Set.copyOf(springFilterFactories);
        if (privilegedPortOffset < 0 || privilegedPortOffset > HIGHEST_OFFSET) {
            throw new IllegalArgumentException(
                    "privilegedPortOffset: %d (expected: 0-%d)".formatted(privilegedPortOffset, HIGHEST_OFFSET));
        }
    }

    /** For a folder on a machine: every address, ports below 1024 moved up by 8000, names by DNS. */
    public static GraphSettings forFolder(Set<String> springFilterFactories) {
        return new GraphSettings(CONTROLLER_NAME, "0.0.0.0", 8000, springFilterFactories, true);
    }
}
