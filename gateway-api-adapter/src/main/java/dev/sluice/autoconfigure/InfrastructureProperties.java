package dev.sluice.autoconfigure;

import dev.sluice.graph.gateway.PortRange;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is made for Gateways in a cluster.
 *
 * @param dataPlaneService Name of the headless Service that selects the pods of this data plane, in their own namespace.
 *     Its endpoints are given to the Service of every Gateway. Without it, no Services are made and Gateways stay without
 *     addresses.
 * @param portRange Ports of the pods that Gateways get, one for each of their ports, such as 20000-32767. No other socket
 *     of the pods may be among them.
 */
@ConfigurationProperties("sluice.infrastructure")
public record InfrastructureProperties(
        @Nullable String dataPlaneService,
        @DefaultValue("20000-32767") PortRange portRange) {}
