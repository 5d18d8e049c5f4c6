package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class KubernetesStatusSinkTest extends StatusSinkFixture {

    @Nested
    class MembersThatAreSaidOnlySometimes {

        @Test
        void goWhenTheyAreNotSaidAnyMore() {
            var conditions = List.of(condition("Accepted", "True"));
            awaitDone("True", document("Gateway", "gw", Map.of("conditions", conditions, "attachedListenerSets", 3)));
            assertThat(status(GATEWAY).path("attachedListenerSets").asInt()).isEqualTo(3);

            awaitDone("False", document("Gateway", "gw", Map.of("conditions", conditions)));

            assertThat(status(GATEWAY).has("attachedListenerSets")).isFalse();
        }
    }

    @Nested
    class WhatTheApiServerRefuses {

        private static final Condition CAUSE = GatewayConditions.quotaExceeded("Service shop/gw-sluice", "no more");

        @Test
        void isTheCauseInProgrammedUntilItIsTaken() {
            sink.write(List.of(programmed("False", "Pending")));
            sink.refused(Map.of(new ObjectName("shop", "gw"), CAUSE));
            await().atMost(SOON).until(() -> reason().equals("NoResources"));

            sink.refused(Map.of());
            await().atMost(SOON).until(() -> reason().equals("Pending"));
        }

        private String reason() {
            return status(GATEWAY).at("/conditions/0/reason").asString("");
        }

        private static StatusDocument programmed(String status, String reason) {
            var condition = new HashMap<>(condition("Programmed", status));
            condition.put("reason", reason);
            return document("Gateway", "gw", Map.of("conditions", List.of(condition)));
        }
    }

    @Test
    void aMeshIsAnObjectWithoutANamespace() {
        put("{apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XMesh, metadata: {name: sluice, generation: 3}}");
        sink.write(List.of(new StatusDocument(
                "gateway.networking.x-k8s.io/v1alpha1",
                "XMesh",
                new ObjectName("", "sluice"),
                Map.of("conditions", List.of(condition("Accepted", "True"))))));

        awaitAccepted("/apis/gateway.networking.x-k8s.io/v1alpha1/xmeshes/sluice", "True");
    }

    @Nested
    class WhoWrites {

        @Test
        void leaderWrites() {
            sink.write(List.of(gateway("gw", "True")));

            awaitAccepted(GATEWAY, "True");
            await().atMost(SOON).until(() -> sink.counters().writes() == 1);
        }

        @Test
        void nobodyElseDoes() {
            leadership.lead(false);
            sink.write(List.of(gateway("gw", "True")));
            sink.write(List.of(gateway("gw", "False")));
            assertThat(patches(GATEWAY)).isZero();

            leadership.lead(true);
            awaitAccepted(GATEWAY, "False");
            assertThat(patches(GATEWAY)).as("only the last wanted").isEqualTo(1);
        }

        @Test
        void nothingIsWrittenBeforeEverythingWasRead() {
            stored.setComplete(false);
            sink.write(List.of(gateway("gw", "True")));
            await().atMost(SOON).until(() -> stored.asked() > 0);
            touch("other");
            await().atMost(SOON).until(() -> stored.asked() > 1);
            assertThat(patches(GATEWAY)).isZero();

            stored.setComplete(true);
            touch("other");
            awaitAccepted(GATEWAY, "True");
        }
    }

    @Nested
    class WhatIsSettled {

        @Test
        void nothingIsWrittenTwice() {
            awaitDone("True", gateway("gw", "True"));
            touch("gw");
            sink.write(List.of(gateway("gw", "True"), gateway("other", "True")));
            leadership.lead(false);
            leadership.lead(true);
            awaitDone("False", gateway("gw", "True"));

            assertThat(patches(GATEWAY)).isEqualTo(1);
            assertThat(patches(OTHER)).isEqualTo(2);
        }

        @Test
        void statusThatIsStoredAlreadyIsNotWrittenByTheNextLeader() {
            awaitDone("True", gateway("gw", "True"));
            sink.close();
            var requests = server.targets().size();
            try (var next =
                    new KubernetesStatusSink(stored, leadership, client, OURS, List.of(), InstantSource.system())) {
                next.start();
                next.write(List.of(gateway("gw", "True"), gateway("other", "False")));
                awaitAccepted(OTHER, "False");
            }

            assertThat(server.targets().subList(requests, server.targets().size()))
                    .filteredOn(it -> it.startsWith("PATCH"))
                    .containsExactly("PATCH " + OTHER + "/status?fieldManager=sluice.dev%2Fgateway-controller");
        }

        @Test
        void memberThatTheCrdDoesNotKnowIsNotWrittenAgain() {
            server.cluster().setUnknownStatus(Set.of("attachedListenerSets"));
            var conditions = List.of(condition("Accepted", "True"));
            var gateway = document("Gateway", "gw", Map.of("conditions", conditions, "attachedListenerSets", 0));
            awaitDone("True", gateway);
            awaitDone("False", gateway);
            touch("other");
            awaitDone("True", gateway);

            assertThat(patches(GATEWAY)).isEqualTo(1);
        }

        @Test
        void statusThatAnotherHasOverwrittenIsRestored() {
            awaitDone("True", gateway("gw", "True"));
            put(object("Gateway", "gw"));

            awaitAccepted(GATEWAY, "True");
        }
    }

    @Nested
    class OthersWriteToo {

        private static final String SEEN =
                "{type: example.com/Seen, status: 'True', reason: Seen, message: m, lastTransitionTime: '2026-01-01T00:00:00Z'}";

        @Test
        void whatWasWrittenWhileTheWatchWasBehindIsKept() {
            stored.hold();
            put(object("Gateway", "gw").replace("}}", "}, status: {conditions: [" + SEEN + "]}}"));
            sink.write(List.of(gateway("gw", "True")));

            awaitAccepted(GATEWAY, "True");
            assertThat(status(GATEWAY).path("conditions").values().stream()
                            .map(it -> it.path("type").asString()))
                    .containsExactly("example.com/Seen", "Accepted");
            assertThat(server.targets()).contains("GET " + GATEWAY);
            assertThat(sink.counters().failures())
                    .as("a conflict is no failure")
                    .isZero();
        }

        @Test
        void ownWritesThatTheWatchHasNotShownYetAreNoConflict() {
            stored.hold();
            awaitDone("True", gateway("gw", "True"));
            awaitDone("False", gateway("gw", "False"));

            awaitAccepted(GATEWAY, "False");
            assertThat(server.targets()).doesNotContain("GET " + GATEWAY);

            stored.release();
            awaitDone("True", gateway("gw", "False"));
            assertThat(patches(GATEWAY)).isEqualTo(2);
        }

        @Test
        void objectThatIsGoneStopsNobody() {
            put(object("HTTPRoute", "cart"));
            server.refuse(ROUTE, 404);
            awaitDone("True", route());
            awaitDone("False", route());

            assertThat(patches(ROUTE)).isPositive();

            assertThat(sink.counters().failures()).isZero();
        }
    }

    @Nested
    class Classes {

        private static final String CLASS = API + "/gatewayclasses/sluice";
        private static final String CRD =
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gatewayclasses.gateway.networking.k8s.io";

        private void writeClass() {
            put("{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass,"
                    + " metadata: {name: sluice, generation: 3}}");
            Map<String, Object> status = Map.of(
                    "conditions", List.of(condition("Accepted", "True")),
                    "supportedFeatures", List.of(Map.of("name", "Gateway")));
            sink.write(List.of(new StatusDocument(
                    "gateway.networking.k8s.io/v1", "GatewayClass", new ObjectName("", "sluice"), status)));
            awaitAccepted(CLASS, "True");
        }

        private void putCrd(String version, String features) {
            put("""
                    {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
                     metadata: {name: gatewayclasses.gateway.networking.k8s.io, annotations: {gateway.networking.k8s.io/bundle-version: %s}},
                     spec: {versions: [{name: v1, schema: {openAPIV3Schema: {properties: {status: {properties: {%s}}}}}}]}}
                    """.formatted(version, features));
            put("""
                    {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
                     metadata: {name: gateways.gateway.networking.k8s.io, annotations: {gateway.networking.k8s.io/bundle-version: %s}}}
                    """.formatted(version));
        }

        private JsonNode features() {
            return status(CLASS).path("supportedFeatures");
        }

        private List<String> supportedVersion() {
            return status(CLASS).path("conditions").values().stream()
                    .filter(it -> it.path("type").asString().equals("SupportedVersion"))
                    .map(it -> it.path("status").asString() + " "
                            + it.path("reason").asString())
                    .toList();
        }

        @Test
        void featuresAreObjectsWhereTheCrdSaysSo() {
            putCrd("v1.7.0", "supportedFeatures: {items: {type: object}}");
            writeClass();

            assertThat(features().path(0).path("name").asString()).isEqualTo("Gateway");
            assertThat(supportedVersion()).containsExactly("True SupportedVersion");
        }

        @Test
        void featuresAreTextWhereTheCrdSaysSo() {
            putCrd("v1.1.0", "supportedFeatures: {items: {type: string}}");
            writeClass();

            assertThat(features().path(0).asString()).isEqualTo("Gateway");
            assertThat(supportedVersion()).containsExactly("True SupportedVersion");
        }

        @Test
        void featuresAreLeftOutWhereTheCrdHasNone() {
            putCrd("v1.1.0", "conditions: {items: {type: object}}");
            writeClass();

            assertThat(features().isMissingNode()).isTrue();
        }

        @Test
        void versionThatIsNotKnownIsTold() {
            putCrd("v2.0.0", "supportedFeatures: {items: {type: object}}");
            writeClass();

            assertThat(supportedVersion()).containsExactly("False UnsupportedVersion");
        }

        @Test
        void crdsThatMayNotBeReadAreNoObstacle() {
            putCrd("v1.7.0", "supportedFeatures: {items: {type: object}}");
            server.refuse(CRD, 403);
            writeClass();

            assertThat(features().values())
                    .extracting(it -> it.path("name").asString())
                    .contains("Gateway");
            assertThat(supportedVersion()).isEmpty();
        }
    }
}
