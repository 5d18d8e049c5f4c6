package dev.sluice.infrastructure;

import dev.sluice.graph.gateway.PortRange;
import dev.sluice.resource.ObjectName;

/**
 * What must be known besides the objects.
 *
 * @param dataPlaneService the headless Service of the data plane's pods, whose endpoints every Gateway gets
 * @param ports those of the pods that Gateways get
 */
public record InfrastructureSettings(ObjectName dataPlaneService, PortRange ports) {}
