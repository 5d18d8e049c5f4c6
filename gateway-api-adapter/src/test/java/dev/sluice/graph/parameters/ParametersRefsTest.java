package dev.sluice.graph.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.graph.parameters.Parameters.Mode;
import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.GatewayParameters.Definition;
import dev.sluice.resource.GatewayParameters.PodFields;
import dev.sluice.resource.GatewayParameters.Resources;
import dev.sluice.resource.GatewayParameters.ServiceFields;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ParametersRefsTest {

    private static final ServiceFields UNSAID = service(null, null, null, List.of());
    private static final PodFields NO_PODS = new PodFields(null, null, null);

    @Nested
    class AGatewaysOwn {

        @Test
        void winFieldByFieldOverThoseOfItsClass() {
            var small = new Resources(Map.of("cpu", "250m"), Map.of());
            var read = usable(
                    new Definition.Spec(
                            new ServiceFields(
                                    null,
                                    "example.com/nlb",
                                    "Local",
                                    List.of("10.0.0.0/8"),
                                    "SingleStack",
                                    List.of("IPv4")),
                            new PodFields("dedicated", 3, small)),
                    new Definition.Spec(
                            new ServiceFields(
                                    null, null, "Cluster", List.of(), "PreferDualStack", List.of("IPv6", "IPv4")),
                            new PodFields(null, 2, null)));

            assertThat(read.serviceType()).isEqualTo(ServiceType.LOAD_BALANCER);
            assertThat(read.serviceOptions())
                    .isEqualTo(new ServiceOptions(
                            "example.com/nlb",
                            "Cluster",
                            List.of("10.0.0.0/8"),
                            "PreferDualStack",
                            List.of("IPv6", "IPv4")));
            assertThat(read.mode()).isEqualTo(Mode.DEDICATED);
            assertThat(read.pods().replicas()).isEqualTo(2);
            assertThat(read.pods().resources()).isEqualTo(small);
        }

        @Test
        void leaveALoadBalancerOfTheClassWithoutEffectByAnotherType() {
            var read = usable(
                    new Definition.Spec(service(null, "example.com/nlb", "Local", List.of("10.0.0.0/8")), NO_PODS),
                    new Definition.Spec(service("NodePort", null, null, List.of()), NO_PODS));

            assertThat(read.serviceOptions().of(read.serviceType()))
                    .isEqualTo(new ServiceOptions(null, "Local", List.of(), null, List.of()));
            assertThat(read.serviceOptions().of(ServiceType.CLUSTER_IP)).isEqualTo(ServiceOptions.NONE);
        }

        @Test
        void areRefusedWhereTheTypeLeavesThemNoMeaning() {
            var inside = new Definition.Spec(service("ClusterIP", null, null, List.of()), NO_PODS);

            assertThat(refused(inside, service(null, "example.com/nlb", null, List.of())))
                    .contains("GatewayParameters shop/own: spec.service.loadBalancerClass", "service.type ClusterIP");
            assertThat(refused(inside, service(null, null, "Local", List.of())))
                    .contains("spec.service.externalTrafficPolicy");
            assertThat(refused(inside, service(null, null, null, List.of("10.0.0.0/8"))))
                    .contains("spec.service.loadBalancerSourceRanges");
        }

        @Test
        void areRefusedWhereThePodsAreShared() {
            var resources = new PodFields(null, null, new Resources(Map.of(), Map.of("memory", "1Gi")));

            assertThat(refused(of(new Definition.Spec(UNSAID, NO_PODS), new Definition.Spec(UNSAID, resources))))
                    .contains("spec.pods.resources has no meaning with pods.mode shared");
        }
    }

    @Test
    void replicasOfAClassWaitForAGatewayWithPodsOfItsOwn() {
        var read = usable(
                new Definition.Spec(UNSAID, new PodFields(null, 3, null)),
                new Definition.Spec(UNSAID, new PodFields("dedicated", null, null)));

        assertThat(read.pods().replicas()).isEqualTo(3);
    }

    @Test
    void podsOfOneGatewayJudgeNone() {
        var refs = new ParametersRefs(Map.of(), false);
        var nowhere = new ParametersRef("sluice.dev", "GatewayParameters", "nowhere", "shop");

        assertThat(refs.ofClass(nowhere)).isEqualTo(new ParametersVerdict.Usable(Parameters.DEFAULTS));
        assertThat(refs.ofGateway(nowhere, "shop", Parameters.DEFAULTS))
                .isEqualTo(new ParametersVerdict.Usable(Parameters.DEFAULTS));
    }

    private static Parameters usable(Definition ofClass, Definition own) {
        assertThat(of(ofClass, own)).isInstanceOf(ParametersVerdict.Usable.class);
        return ((ParametersVerdict.Usable) of(ofClass, own)).parameters();
    }

    private static String refused(Definition ofClass, ServiceFields own) {
        return refused(of(ofClass, new Definition.Spec(own, NO_PODS)));
    }

    private static String refused(ParametersVerdict verdict) {
        assertThat(verdict).isInstanceOf(ParametersVerdict.Refused.class);
        return ((ParametersVerdict.Refused) verdict).fault().message();
    }

    private static ParametersVerdict of(Definition ofClass, Definition own) {
        var usual = new ObjectName("infra", "usual");
        var ownName = new ObjectName("shop", "own");
        var refs = new ParametersRefs(Map.of(usual, named(usual, ofClass), ownName, named(ownName, own)), true);
        var verdict = refs.ofClass(new ParametersRef("sluice.dev", "GatewayParameters", "usual", "infra"));
        assertThat(verdict).isInstanceOf(ParametersVerdict.Usable.class);
        return refs.ofGateway(
                new ParametersRef("sluice.dev", "GatewayParameters", "own", null),
                "shop",
                ((ParametersVerdict.Usable) verdict).parameters());
    }

    private static GatewayParameters named(ObjectName name, Definition definition) {
        return new GatewayParameters(new ObjectMeta(name, "", 1, Instant.EPOCH, Map.of(), Map.of()), definition);
    }

    private static ServiceFields service(
            @Nullable String type, @Nullable String balancer, @Nullable String policy, List<String> ranges) {
        return new ServiceFields(type, balancer, policy, ranges, null, List.of());
    }
}
