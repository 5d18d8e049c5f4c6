package dev.sluice.graph.mesh;

import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.FailureMode;
import java.util.List;

/**
 * A TCP port of a Service that routes can be attached to. Nothing else of a Service concerns them.
 *
 * @param name empty where the only port has none
 * @param clusterIps at least one
 * @param isHere whether this process serves it, as a node agent does
 */
public record ServicePort(PortId id, String name, List<String> clusterIps, FailureMode failureMode, boolean isHere) {

    public ServicePort {
        clusterIps = List.copyOf(clusterIps);
    }
}
