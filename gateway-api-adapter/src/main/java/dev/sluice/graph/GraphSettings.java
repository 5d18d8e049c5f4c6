package dev.sluice.graph;

import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.graph.mesh.MeshSettings;
import dev.sluice.graph.telemetry.TracingSupport;

/**
 * What the graph must know besides the objects.
 *
 * @param controllerName classes that name it are ours; by default {@code sluice.dev/gateway-controller}
 * @param placement where the ports of Gateways are bound
 * @param filterFactories those that a SpringFilter may name
 * @param mesh whether Services are parents of routes
 * @param tracing whether policies for traces can be served
 */
public record GraphSettings(
        String controllerName,
        Placement placement,
        FilterFactories filterFactories,
        MeshSettings mesh,
        TracingSupport tracing) {

    /** The name by which GatewayClasses choose Sluice. */
    public static final String CONTROLLER_NAME = "sluice.dev/gateway-controller";

    /** With all that policies for traces need. */
    public GraphSettings(
            String controllerName, Placement placement, FilterFactories filterFactories, MeshSettings mesh) {
        this(controllerName, placement, filterFactories, mesh, TracingSupport.SERVED);
    }

    /** Without a mesh, as in a folder. */
    public GraphSettings(String controllerName, Placement placement, FilterFactories filterFactories) {
        this(controllerName, placement, filterFactories, MeshSettings.OFF);
    }

    /** For a folder on a machine: every address, ports below 1024 moved up by 8000. */
    public static GraphSettings forFolder(FilterFactories filterFactories) {
        return new GraphSettings(CONTROLLER_NAME, new Placement.OnMachine("0.0.0.0", 8000), filterFactories);
    }
}
