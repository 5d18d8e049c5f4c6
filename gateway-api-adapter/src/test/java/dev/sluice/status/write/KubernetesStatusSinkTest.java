package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class KubernetesStatusSinkTest {

    private static final String OURS = "sluice.dev/gateway-controller";
    private static final String API = "/apis/gateway.networking.k8s.io/v1";
    private static final String GATEWAY = API + "/namespaces/shop/gateways/gw";
    private static final String OTHER = API + "/namespaces/shop/gateways/other";
    private static final String ROUTE = API + "/namespaces/shop/httproutes/cart";
    private static final Duration SOON = Duration.ofSeconds(10);

    private FakeApiServer server;
    private FakeStoredObjects stored;
    private KubernetesClient client;
    private KubernetesStatusSink sink;
    private volatile Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private final FakeLeadership leadership = new FakeLeadership();

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        stored = new FakeStoredObjects(server.cluster());
        put(object("Gateway", "gw"));
        put(object("Gateway", "other"));
        client = Clients.of(server);
        InstantSource clock = () -> now;
        sink = new KubernetesStatusSink(stored, leadership, client, OURS, List.of(), clock);
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.close();
        client.close();
        server.close();
    }

    private static String object(String kind, String name) {
        return "{apiVersion: gateway.networking.k8s.io/v1, kind: %s, metadata: {namespace: shop, name: %s, generation: 3}}"
                .formatted(kind, name);
    }

    private void put(String yaml) {
        server.cluster().put((ObjectNode) FlowYaml.read(yaml));
    }

    /** Changes something of a Gateway that is not its status. */
    private void touch(String name) {
        server.cluster().edit("Gateway", "shop", name, "{}");
    }

    private JsonNode status(String path) {
        return Objects.requireNonNull(server.find(path)).path("status");
    }

    private long patches(String path) {
        return server.targets().stream()
                .filter(it -> it.equals("PATCH " + path + "/status"))
                .count();
    }

    private static Map<String, Object> condition(String type, String status) {
        return Map.of("type", type, "status", status, "observedGeneration", 3L, "reason", "Because", "message", "m");
    }

    private static StatusDocument gateway(String name, String accepted) {
        return document("Gateway", name, Map.of("conditions", List.of(condition("Accepted", accepted))));
    }

    private static StatusDocument document(String kind, String name, Map<String, Object> status) {
        return new StatusDocument("gateway.networking.k8s.io/v1", kind, new ObjectName("shop", name), status);
    }

    private static StatusDocument route() {
        var parent = Map.of(
                "parentRef", Map.of("group", "gateway.networking.k8s.io", "kind", "Gateway", "name", "gw"),
                "controllerName", OURS,
                "conditions", List.of(condition("Accepted", "True")));
        return document("HTTPRoute", "cart", Map.of("parents", List.of(parent)));
    }

    private String accepted(String path) {
        return status(path).path("conditions").values().stream()
                .filter(it -> it.path("type").asString().equals("Accepted"))
                .map(it -> it.path("status").asString())
                .findFirst()
                .orElse("none");
    }

    private void awaitAccepted(String path, String status) {
        await().atMost(SOON).until(() -> accepted(path).equals(status));
    }

    /** What was asked before this was done when it returns, since one round ends before the next. */
    private void awaitDone(String otherAccepted, StatusDocument... documents) {
        var all = new ArrayList<>(List.of(documents));
        all.add(gateway("other", otherAccepted));
        sink.write(all);
        awaitAccepted(OTHER, otherAccepted);
    }

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
                    .containsExactly("PATCH " + OTHER + "/status");
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

    /** Such as the counts of a Gateway while many routes come. */
    @Nested
    class StatusThatKeepsChanging {

        private static final int CHANGES = 100;

        @Test
        void isWrittenAFewTimesAndWithItsLastValue() {
            for (int routes = 1; routes <= CHANGES; routes++) {
                writeRound(routes);
            }

            awaitRoutes(CHANGES);
            assertThat(patches(GATEWAY)).isLessThan(CHANGES / 4);
        }

        @Test
        void isWrittenByWhoLeadsNext() {
            for (int routes = 1; routes <= CHANGES; routes++) {
                writeRound(routes);
            }
            leadership.lead(false);
            writeRound(CHANGES + 1);
            leadership.lead(true);

            awaitRoutes(CHANGES + 1);
        }

        @Test
        void isWrittenThoughTheApiServerWasAwayMeanwhile() {
            for (int routes = 1; routes <= CHANGES; routes++) {
                writeRound(routes);
            }
            server.refuse(GATEWAY, 503);
            await().atMost(SOON).until(() -> sink.counters().failures() > 0);
            server.refuseNothing();

            awaitRoutes(CHANGES);
        }

        /** Returns when the sink has dealt with it. */
        private void writeRound(int routes) {
            int asked = stored.asked();
            sink.write(List.of(document(
                    "Gateway",
                    "gw",
                    Map.of(
                            "conditions", List.of(condition("Accepted", "True")),
                            "listeners", List.of(Map.of("name", "http", "attachedRoutes", routes))))));
            if (leadership.leads()) {
                await().atMost(SOON)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> stored.asked() > asked);
            }
        }

        private void awaitRoutes(int routes) {
            await().atMost(SOON)
                    .until(() ->
                            status(GATEWAY).at("/listeners/0/attachedRoutes").asInt(0) == routes);
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
    class Leftover {

        private static final String STATUS = """
                status: {parents: [
                  {parentRef: {name: gw}, controllerName: sluice.dev/gateway-controller, conditions: []},
                  {parentRef: {name: gw}, controllerName: example.com/other, conditions: []}]}}""";

        private List<String> controllers() {
            return status(ROUTE).path("parents").values().stream()
                    .map(it -> it.path("controllerName").asString())
                    .toList();
        }

        @Test
        void entryOfARouteThatNoLongerNamesUsGoes() {
            put(object("HTTPRoute", "cart").replace("}}", "}, " + STATUS));
            sink.write(List.of());

            await().atMost(SOON).until(() -> controllers().equals(List.of("example.com/other")));
        }

        @Test
        void routeThatWeSayNothingAboutIsNotTouched() {
            put(object("HTTPRoute", "cart").replace("}}", "}, " + STATUS.replace(OURS, "example.com/third")));
            awaitDone("True");
            awaitDone("False");

            assertThat(patches(ROUTE)).isZero();
        }

        @Test
        void nothingGoesBeforeThePipelineHasSpoken() {
            put(object("HTTPRoute", "cart").replace("}}", "}, " + STATUS));
            leadership.lead(true);
            awaitDone("True", route());

            assertThat(controllers()).containsExactly(OURS, "example.com/other");
        }
    }

    /** Their status is of one controller, so no entry says whose it was. */
    @Nested
    class GatewaysThatAreNoLongerOurs {

        @Test
        void waitForAController() {
            awaitDone("True", served("gw"));

            awaitDone("False");

            await().atMost(SOON).until(() -> accepted(GATEWAY).equals("Unknown"));
            assertThat(status(GATEWAY).path("conditions").values().stream()
                            .map(it -> it.path("type").asString() + " "
                                    + it.path("status").asString() + " "
                                    + it.path("reason").asString()))
                    .containsExactly("Accepted Unknown Pending", "Programmed Unknown Pending");
            assertThat(status(GATEWAY).path("addresses").size()).isZero();
            assertThat(status(GATEWAY).path("listeners").size()).isZero();
        }

        @Test
        void areWrittenOnceWhateverOthersSayAfterwards() {
            awaitDone("True", served("gw"));
            awaitDone("False");
            await().atMost(SOON).until(() -> accepted(GATEWAY).equals("Unknown"));
            put(theirs(3));

            awaitDone("True");
            awaitDone("False");

            assertThat(accepted(GATEWAY)).isEqualTo("True");
            assertThat(patches(GATEWAY)).isEqualTo(2);
        }

        /** The class is another, and its controller was faster. */
        @Test
        void keepWhatAnotherHasSaidOfANewerGeneration() {
            awaitDone("True", served("gw"));
            stored.hold();
            put(theirs(4));
            sink.write(List.of(gateway("other", "False")));
            awaitAccepted(OTHER, "False");
            stored.release();
            awaitDone("True");

            assertThat(accepted(GATEWAY)).isEqualTo("True");
            assertThat(status(GATEWAY).at("/conditions/0/message").asString()).isEqualTo("theirs");
        }

        @Test
        void areWrittenByWhoLeadsNextWhereTheLeaderDidNot() {
            awaitDone("True", served("gw"));
            leadership.lead(false);
            sink.write(List.of(gateway("other", "False")));

            leadership.lead(true);

            await().atMost(SOON).until(() -> accepted(GATEWAY).equals("Unknown"));
        }

        @Test
        void areOursAgainWhenTheyComeBack() {
            awaitDone("True", served("gw"));
            awaitDone("False");
            await().atMost(SOON).until(() -> accepted(GATEWAY).equals("Unknown"));

            awaitDone("True", served("gw"));

            awaitAccepted(GATEWAY, "True");
        }

        private static StatusDocument served(String name) {
            return document(
                    "Gateway",
                    name,
                    Map.of(
                            "addresses", List.of(Map.of("type", "IPAddress", "value", "192.0.2.7")),
                            "conditions",
                                    List.of(
                                            condition("Accepted", "True"),
                                            condition("ResolvedRefs", "True"),
                                            condition("Programmed", "True")),
                            "listeners",
                                    List.of(Map.of(
                                            "name", "web", "conditions", List.of(condition("Accepted", "True"))))));
        }

        private static String theirs(int generation) {
            return object("Gateway", "gw")
                    .replace(
                            "generation: 3}}",
                            ("generation: %1$d}, status: {conditions: [{type: Accepted, status: 'True', reason: Accepted,"
                                            + " message: theirs, observedGeneration: %1$d,"
                                            + " lastTransitionTime: '2026-01-01T00:00:00Z'}]}}")
                                    .formatted(generation));
        }
    }

    @Nested
    class Failures {

        @Test
        void apiServerThatIsAwayDelaysOnly() {
            server.refuse(GATEWAY, 503);
            sink.write(List.of(gateway("gw", "True"), gateway("other", "True")));
            awaitAccepted(OTHER, "True");
            await().atMost(SOON).until(() -> sink.counters().failures() > 0);

            server.refuseNothing();
            awaitAccepted(GATEWAY, "True");
        }

        @Test
        void whatIsRefusedIsTriedAgainAfter30Seconds() {
            server.refuse(GATEWAY, 403);
            awaitDone("True", gateway("gw", "True"));
            awaitDone("False", gateway("gw", "True"));
            assertThat(patches(GATEWAY)).isEqualTo(1);
            server.refuseNothing();

            now = now.plusSeconds(31);
            touch("other");

            awaitAccepted(GATEWAY, "True");
        }

        /** With 1,000 statuses and an API server that is too busy, 16 ask at once and the others do not. */
        @Test
        void serverThatIsTooBusyIsNotAskedForEveryObject() {
            var names = IntStream.range(0, 1000).mapToObj(i -> "gw-" + i).toList();
            stored.hold();
            names.forEach(name -> {
                put(object("Gateway", name));
                server.refuse(GATEWAY + name.substring(2), 429);
            });
            stored.release();
            int before = server.requests().size();

            sink.write(names.stream().map(name -> gateway(name, "True")).toList());
            await().atMost(SOON).until(() -> sink.counters().failures() > 0);
            server.refuseNothing();
            await().atMost(SOON).until(() -> sink.counters().writes() == 1000);

            assertThat(sink.counters().failures()).as("first passes").isLessThan(200);
            assertThat(server.requests().size() - before).isLessThan(1250);
        }

        @Test
        void statusThatOthersUndoIsWrittenLessAndLessOften() {
            server.afterStatus(() -> server.cluster().put((ObjectNode) FlowYaml.read(object("Gateway", "gw"))));
            sink.write(List.of(gateway("gw", "True")));
            await().atMost(SOON).until(() -> patches(GATEWAY) >= 2);
            awaitDone("True", gateway("gw", "True"));
            awaitDone("False", gateway("gw", "True"));
            awaitDone("True", gateway("gw", "True"));

            assertThat(patches(GATEWAY)).as("while no time goes by").isEqualTo(2);

            now = now.plusSeconds(2);
            touch("other");
            await().atMost(SOON).until(() -> patches(GATEWAY) == 3);

            awaitDone("False", gateway("gw", "False"));
            assertThat(patches(GATEWAY)).as("another status is not held up").isGreaterThan(3);
        }

        @Test
        void whatIsRefusedIsNotSentAgainUntilItIsAnother() {
            server.refuse(GATEWAY, 422);
            awaitDone("True", gateway("gw", "True"));
            awaitDone("False", gateway("gw", "True"));
            assertThat(patches(GATEWAY)).isEqualTo(1);

            server.refuseNothing();
            awaitDone("True", gateway("gw", "False"));
            awaitAccepted(GATEWAY, "False");
            assertThat(sink.counters().failures()).isEqualTo(1);
        }
    }

    @Nested
    class ManyObjects {

        @Test
        void sixteenAreWrittenAtOnce() {
            var atOnce = new CountDownLatch(16);
            var running = new AtomicInteger();
            var most = new AtomicInteger();
            server.beforePatch(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                atOnce.countDown();
                awaitLatch(atOnce);
                running.decrementAndGet();
            });
            var names = IntStream.range(0, 100).mapToObj(i -> "gw-" + i).toList();
            stored.hold();
            names.forEach(name -> put(object("Gateway", name)));
            stored.release();
            sink.write(names.stream().map(name -> gateway(name, "True")).toList());

            await().atMost(SOON).until(() -> sink.counters().writes() == 100);
            assertThat(most.get()).isEqualTo(16);
        }

        private static void awaitLatch(CountDownLatch latch) {
            try {
                assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
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
