package dev.sluice.autoconfigure;

import dev.sluice.health.Prerequisite;
import dev.sluice.mesh.AgentPorts;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.nft.ActuatorAddress;
import dev.sluice.mesh.nft.AgentAddress;
import dev.sluice.mesh.nft.NftSteering;
import dev.sluice.mesh.nft.NodeAgent;
import dev.sluice.source.kubernetes.NodePods;
import dev.sluice.upstream.AddressGuard;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What a node agent of the mesh has of its node: the pods, and the steering of what they send. */
@AutoConfiguration(before = {DataPlaneAutoConfiguration.class, KubernetesAutoConfiguration.class})
@ConditionalOnGateway
@ConditionalOnClass(KubernetesClient.class)
@ConditionalOnProperty(name = "sluice.role", havingValue = "mesh")
@EnableConfigurationProperties(SluiceProperties.class)
public final class MeshAutoConfiguration {

    @Bean(initMethod = "start")
    NodePods sluiceNodePods(
            @Qualifier(KubernetesAutoConfiguration.CLIENT) KubernetesClient client, SluiceProperties properties) {
        String node = properties.mesh().node();
        if (node == null || node.isBlank()) {
            throw new InvalidConfigurationPropertyValueException(
                    "sluice.mesh.node", node, "A node agent must know its node, whose pods are its clients.");
        }
        return new NodePods(client, node);
    }

    @Bean
    Prerequisite sluicePodsOfNode(NodePods pods) {
        return pods::hasRead;
    }

    /** Where an agent gets not all that it should, its node is not one on which routes are served. */
    @Bean
    Prerequisite sluiceTrafficOfNode(Steering steering) {
        return steering::isInEffect;
    }

    /** Closed by the data plane, which knows the order. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Steering sluiceSteering(AgentAddress address, SluiceProperties properties, Environment environment) {
        SluiceProperties.Mesh mesh = properties.mesh();
        String installation = properties.controllerName() + " " + mesh.agentsService();
        var agent = new NodeAgent(address, actuator(address, mesh, environment), installation);
        return new NftSteering(agent, mesh.closedFile());
    }

    /** Where the agent listens: on the first port that another agent of this node leaves free. */
    @Bean
    AgentAddress sluiceAgentAddress(SluiceProperties properties) {
        return address(properties.mesh());
    }

    /** Pods reach their node themselves, so what listens there on its addresses is not only for this process. */
    @Bean
    @ConditionalOnMissingBean
    AddressGuard sluiceAddressGuard() {
        return AddressGuard.ofNode();
    }

    /** Null where the actuator of the newest agent is not to be asked by a port of the node. */
    private static @Nullable ActuatorAddress actuator(
            AgentAddress agent, SluiceProperties.Mesh mesh, Environment environment) {
        if (mesh.managementPort() == null) {
            return null;
        }
        String own = environment.getProperty("management.server.port", "");
        String port = own.isEmpty() ? environment.getProperty("server.port", "") : own;
        try {
            InetAddress bound = InetAddress.ofLiteral(environment.getProperty("server.address", "0.0.0.0"));
            InetAddress ofNode = agent.ip4() == null ? agent.ip6() : agent.ip4();
            InetAddress address = bound.isAnyLocalAddress() && ofNode != null ? ofNode : bound;
            return new ActuatorAddress(address, mesh.managementPort(), Integer.parseInt(port));
        } catch (IllegalArgumentException unusable) {
            throw new InvalidConfigurationPropertyValueException(
                    "sluice.mesh.management-port",
                    mesh.managementPort(),
                    "It leads to the port of this agent's actuator, which is not known here: server.port must be a port,"
                            + " and server.address an IP address.");
        }
    }

    private static AgentAddress address(SluiceProperties.Mesh mesh) {
        List<String> addresses = mesh.nodeAddresses();
        try {
            return AgentAddress.of(
                    addresses.stream().map(InetAddress::ofLiteral).toList(), new AgentPorts(mesh.port()));
        } catch (IllegalArgumentException unusable) {
            throw new InvalidConfigurationPropertyValueException(
                    "sluice.mesh.node-addresses", addresses, String.valueOf(unusable.getMessage()));
        }
    }
}
