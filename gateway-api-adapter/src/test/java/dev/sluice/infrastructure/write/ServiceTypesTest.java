package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.GatewayParameters.PodFields;
import dev.sluice.resource.GatewayParameters.ServiceFields;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services of each type, and how they change. */
final class ServiceTypesTest extends WrittenInfrastructure {

    @Nested
    class Types {

        @ParameterizedTest
        @ValueSource(strings = {"ClusterIP", "NodePort"})
        void fieldsOfALoadBalancerGoWithIt(String type) {
            turn(Shop.gateway("a", 1, 80));
            cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"loadBalancerSourceRanges": ["10.0.0.0/8"], "loadBalancerClass": "theirs",
                      "externalTrafficPolicy": "Local", "healthCheckNodePort": 31000,
                      "allocateLoadBalancerNodePorts": true, "sessionAffinity": "None",
                      "ports": [{"name": "port-80", "port": 80, "protocol": "TCP", "targetPort": 20000, "nodePort": 30000}]}}""");
            turn(Shop.gateway("a", 1, 80));
            assertThat(stored("Service", "a-sluice").path("spec").has("loadBalancerSourceRanges"))
                    .as("stays while the type does")
                    .isTrue();

            turn(withServiceType(type));

            var spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.path("type").asString()).isEqualTo(type);
            assertThat(spec.propertyNames())
                    .doesNotContain(
                            "loadBalancerSourceRanges",
                            "loadBalancerClass",
                            "healthCheckNodePort",
                            "allocateLoadBalancerNodePorts")
                    .contains("sessionAffinity");
            assertThat(spec.has("externalTrafficPolicy")).isEqualTo(type.equals("NodePort"));
            assertThat(spec.at("/ports/0").has("nodePort")).isEqualTo(type.equals("NodePort"));
        }

        @Test
        void areSetAndLeaveAgainWithTheParameters() {
            turn(withService(new ServiceFields(
                    "LoadBalancer",
                    "example.com/nlb",
                    "Local",
                    List.of("203.0.113.0/24"),
                    "PreferDualStack",
                    List.of("IPv4"))));
            var spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.path("loadBalancerClass").asString()).isEqualTo("example.com/nlb");
            assertThat(spec.path("externalTrafficPolicy").asString()).isEqualTo("Local");
            assertThat(spec.at("/loadBalancerSourceRanges/0").asString()).isEqualTo("203.0.113.0/24");
            assertThat(spec.path("ipFamilyPolicy").asString()).isEqualTo("PreferDualStack");
            assertThat(spec.at("/ipFamilies/0").asString()).isEqualTo("IPv4");

            turn(withServiceType("LoadBalancer"));

            spec = stored("Service", "a-sluice").path("spec");
            assertThat(spec.propertyNames())
                    .doesNotContain("externalTrafficPolicy", "loadBalancerSourceRanges")
                    .as("what the API server never takes away")
                    .contains("loadBalancerClass", "ipFamilyPolicy", "ipFamilies");
            writes.requests();
            turn(withServiceType("LoadBalancer"));
            assertThat(writes.requests()).isEmpty();
        }

        @Test
        void changeOneByOne() {
            turn(withService(trafficPolicy("Local", "IPv4")));
            cluster.edit("Service", "shop", "a-sluice", "{\"spec\": {\"ipFamilies\": [\"IPv4\", \"IPv6\"]}}");
            writes.requests();
            turn(withService(trafficPolicy("Local", "IPv4")));
            assertThat(writes.requests()).as("the API server adds a family").isEmpty();

            turn(withService(trafficPolicy("Cluster", "IPv4")));

            assertThat(stored("Service", "a-sluice")
                            .at("/spec/externalTrafficPolicy")
                            .asString())
                    .isEqualTo("Cluster");
            assertThat(writes.requests()).containsExactly("patch Service a-sluice");
        }

        private static ServiceFields trafficPolicy(String policy, String family) {
            return new ServiceFields(null, null, policy, List.of(), null, List.of(family));
        }

        /** The Gateway with GatewayParameters that ask for a type of Service. */
        private static WatchedObject[] withServiceType(String type) {
            return withService(new ServiceFields(type, null, null, List.of(), null, List.of()));
        }

        private static WatchedObject[] withService(ServiceFields service) {
            var reference = new ParametersRef("sluice.dev", "GatewayParameters", "edge", null);
            var meta = new ObjectMeta(new ObjectName("shop", "edge"), "", 1, Instant.EPOCH, Map.of(), Map.of());
            var spec = new GatewayParameters.Definition.Spec(service, new PodFields(null, null, null));
            return new WatchedObject[] {
                Shop.gateway("a", 1, new Gateway.Infrastructure(Map.of(), Map.of(), reference), 80),
                new GatewayParameters(meta, spec)
            };
        }
    }
}
