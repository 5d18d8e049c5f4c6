package dev.sluice.infrastructure;

import dev.sluice.graph.gateway.PortRange;
import dev.sluice.resource.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What must be known besides the objects.
 *
 * @param controllerName ours; keeps what is made apart from what another installation makes
 * @param dataPlaneService the headless Service of the shared data plane's pods, whose endpoints Gateways get
 * @param ports those of the pods that Gateways get
 * @param dedicated for Gateways with pods of their own; null: there shall be none
 */
public record InfrastructureSettings(
        String controllerName,
        ObjectName dataPlaneService,
        PortRange ports,
        @Nullable Dedicated dedicated) {

    /**
     * What pods of Gateways are made of.
     *
     * @param deployment our own, whose pods they are copies of
     * @param namespaceRole ClusterRole that each is given in its namespace
     * @param clusterRoleBinding by which all of them may read what is no secret; is there already
     */
    public record Dedicated(ObjectName deployment, String namespaceRole, String clusterRoleBinding) {}
}
