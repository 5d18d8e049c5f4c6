package dev.sluice.autoconfigure;

import dev.sluice.graph.gateway.PortRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is made for Gateways in a cluster.
 *
 * @param dataPlaneService Name of the headless Service that selects the pods of this data plane, in their namespace.
 *     Its endpoints become those of every Gateway's Service. Without it, no Services are created and Gateways have no
 *     addresses.
 * @param portRange Container ports that are assigned to Gateways, one for each of their ports. No other socket of the
 *     pods may use a port in this range.
 * @param dedicated for Gateways with pods of their own; without it, there are none
 */
@ConfigurationProperties("sluice.infrastructure")
@Validated
public record InfrastructureProperties(
        @Nullable String dataPlaneService,
        @DefaultValue("20000-32767") PortRange portRange,
        @Nullable @Valid Dedicated dedicated) {

    /**
     * What the pods of a Gateway with mode dedicated are made of.
     *
     * @param deployment Name of the Deployment of this data plane, in the namespace of its pods and with the label
     *     sluice.dev/data-plane. The pods of dedicated Gateways are copies of its pods.
     * @param namespaceRole Name of the ClusterRole that the pods of a dedicated Gateway get in its namespace.
     * @param clusterRoleBinding Name of the ClusterRoleBinding whose subjects are the service accounts of all such
     *     pods.
     */
    public record Dedicated(
            @NotBlank String deployment,
            @NotBlank String namespaceRole,
            @NotBlank String clusterRoleBinding) {}
}
