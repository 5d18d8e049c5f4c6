package dev.sluice.autoconfigure;

import dev.sluice.health.Prerequisite;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.nft.AgentAddress;
import dev.sluice.mesh.nft.NftSteering;
import dev.sluice.source.kubernetes.NodePods;
import dev.sluice.upstream.AddressGuard;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

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
    Steering sluiceSteering(SluiceProperties properties) {
        return new NftSteering(address(properties.mesh()), properties.mesh().closedFile());
    }

    /** Pods reach their node themselves, so what listens there on its addresses is not only for this process. */
    @Bean
    @ConditionalOnMissingBean
    AddressGuard sluiceAddressGuard() {
        return AddressGuard.ofNode();
    }

    static AgentAddress address(SluiceProperties.Mesh mesh) {
        List<String> addresses = mesh.nodeAddresses();
        try {
            return AgentAddress.of(
                    addresses.stream().map(InetAddress::ofLiteral).toList(), mesh.port());
        } catch (IllegalArgumentException unusable) {
            throw new InvalidConfigurationPropertyValueException(
                    "sluice.mesh.node-addresses", addresses, String.valueOf(unusable.getMessage()));
        }
    }
}
