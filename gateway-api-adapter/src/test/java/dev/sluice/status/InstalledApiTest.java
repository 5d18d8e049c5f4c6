package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.status.InstalledApi.Crd;
import dev.sluice.status.InstalledApi.FeatureForm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InstalledApiTest {

    private static final Map<String, Object> ACCEPTED = Map.of("type", "Accepted", "observedGeneration", 4L);

    private static InstalledApi with(String... versions) {
        var byName = new TreeMap<String, Crd>();
        for (int i = 0; i < versions.length; i++) {
            byName.put("crd" + i, new Crd(versions[i], "standard"));
        }
        return new InstalledApi(byName, FeatureForm.OBJECTS);
    }

    private static StatusDocument document(String kind) {
        return new StatusDocument(
                "gateway.networking.k8s.io/v1",
                kind,
                new ObjectName("", "sluice"),
                Map.of("conditions", List.of(ACCEPTED), "supportedFeatures", List.of(Map.of("name", "Gateway"))));
    }

    private static Map<?, ?> supportedVersion(InstalledApi api) {
        return api.fit(document("GatewayClass")).status().get("conditions") instanceof List<?> conditions
                        && conditions.getLast() instanceof Map<?, ?> last
                ? last
                : Map.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.1.0", "v1.4.1", "v1.7.0", "v1.7.0-rc.2", "v1.2.1-dev"})
    void knownVersionIsSupported(String version) {
        assertThat(supportedVersion(with(version)).get("status")).isEqualTo("True");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v1.0.0", "v1.8.0", "v1.10.0", "v2.1.0", "v0.8.1", "1.7.0", "v1.", "v1.x.0", "v1.7", "main"})
    void anyOtherIsNot(String version) {
        assertThat(supportedVersion(with(version)).get("status")).isEqualTo("False");
    }

    @Test
    void oneCrdOfAnotherVersionIsEnough() {
        assertThat(supportedVersion(with("v1.7.0", "v1.99.0")).get("message"))
                .isEqualTo("CRD crd1 has version v1.99.0; install a supported version: v1.1 to v1.7");
    }

    @Test
    void generationIsThatOfTheClass() {
        assertThat(supportedVersion(with("v1.7.0")).get("observedGeneration")).isEqualTo(4L);
    }

    @Test
    void ofWhatMayNotBeReadNoVersionIsSaidAndEveryFeature() {
        assertThat(supportedVersion(InstalledApi.UNKNOWN)).isEqualTo(ACCEPTED);
        assertThat(features(InstalledApi.UNKNOWN)).isEqualTo(SupportedFeatures.NAMES);
    }

    /** A channel has what the suite's tests of a feature need, or the feature is not claimed. */
    @Nested
    class Features {

        @Test
        void thatTheStandardChannelHasNoFieldsForAreNotClaimedThere() {
            assertThat(features(installed("v1.7.0", "standard")))
                    .contains("HTTPRouteCORS", "HTTPRouteRetryCodes", "ListenerSet")
                    .doesNotContain(
                            "ClusterTrustBundle",
                            "GatewayAddressRoutability",
                            "GatewayAddressRoutabilityCluster",
                            "GatewayListenerFilters",
                            "HTTPRouteDestinationPortMatching")
                    .hasSize(SupportedFeatures.NAMES.size() - 5);
        }

        @Test
        void areAllClaimedForTheNewestExperimentalChannel() {
            assertThat(features(installed("v1.7.0", "experimental"))).isEqualTo(SupportedFeatures.NAMES);
        }

        @Test
        void thatAnOlderVersionHasNoFieldsForAreNotClaimedThere() {
            assertThat(features(installed("v1.1.0", "experimental")))
                    .contains("HTTPRouteRequestTimeout", "GatewayInfrastructure", "BackendTLSPolicy")
                    .doesNotContain("HTTPRouteCORS", "HTTPRouteRetryCodes", "ListenerSet", "HTTPRouteNamedRouteRule");
            assertThat(features(installed("v1.1.0", "standard")))
                    .contains("HTTPRouteMethodMatching")
                    .doesNotContain("HTTPRouteRequestTimeout", "GatewayInfrastructure", "BackendTLSPolicy");
        }

        @Test
        void ofAVersionThatIsNotKnownAreThoseOfTheNewest() {
            assertThat(features(installed("v1.8.0", "standard"))).isEqualTo(features(installed("v1.7.0", "standard")));
            assertThat(features(installed("", "standard"))).isEqualTo(features(installed("v1.7.0", "standard")));
        }

        @Test
        void ofACrdThatIsNotInstalledAreNotClaimed() {
            assertThat(features(with("v1.7.0"))).isEmpty();
        }

        @Test
        void ofAMeshAreClaimedOnlyByItsOwnObject() {
            assertThat(features(installed("v1.7.0", "standard"), "XMesh")).isEqualTo(SupportedFeatures.OF_MESH);
            assertThat(features(installed("v1.1.0", "standard"), "XMesh"))
                    .contains("Mesh", "MeshConsumerRoute")
                    .doesNotContain("MeshHTTPRouteNamedRouteRule", "HTTPRoute303RedirectStatusCode");
            assertThat(SupportedFeatures.NAMES).noneMatch(name -> name.startsWith("Mesh"));
        }

        private static InstalledApi installed(String version, String channel) {
            var crds = new TreeMap<String, Crd>();
            for (String plural : List.of(
                    "backendtlspolicies",
                    "gateways",
                    "grpcroutes",
                    "httproutes",
                    "listenersets",
                    "referencegrants",
                    "tcproutes",
                    "tlsroutes",
                    "udproutes")) {
                crds.put(plural + ".gateway.networking.k8s.io", new Crd(version, channel));
            }
            return new InstalledApi(crds, FeatureForm.STRINGS);
        }
    }

    private static List<String> features(InstalledApi api) {
        return features(api, "GatewayClass");
    }

    private static List<String> features(InstalledApi api, String kind) {
        var features = Objects.requireNonNull(api.fit(document(kind)).status().get("supportedFeatures"));
        return ((List<?>) features)
                .stream()
                        .map(it -> it instanceof Map<?, ?> object ? object.get("name") : it)
                        .map(String::valueOf)
                        .toList();
    }

    @Test
    void otherKindsStayAsTheyAre() {
        assertThat(with("v1.7.0").fit(document("Gateway"))).isEqualTo(document("Gateway"));
    }
}
