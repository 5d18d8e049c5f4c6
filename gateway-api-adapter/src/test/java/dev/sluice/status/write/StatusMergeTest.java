package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class StatusMergeTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String OURS = "sluice.dev/gateway-controller";
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.987Z");

    private static final String ACCEPTED = """
            {type: Accepted, status: 'True', observedGeneration: 1, reason: Accepted, message: fine}""";
    private static final String ACCEPTED_BEFORE = """
            {type: Accepted, status: 'True', observedGeneration: 1, reason: Accepted, message: fine,
             lastTransitionTime: '2026-01-01T00:00:00Z'}""";
    private static final String FOREIGN = """
            {type: example.com/Seen, status: 'True', observedGeneration: 9, reason: Seen, message: theirs,
             lastTransitionTime: '2025-01-01T00:00:00Z', note: kept}""";

    /** What becomes of an object of generation 7 in namespace shop. */
    private static Optional<ObjectNode> change(String storedStatus, String wanted) {
        var object = object("metadata: {namespace: shop, name: it, generation: 7}, status: " + storedStatus);
        var untouched = object.deepCopy();
        var wantedTree = tree(wanted);
        var untouchedWanted = wantedTree.deepCopy();
        var change = StatusMerge.change(StoredStatus.of(object), wantedTree, OURS, NOW);
        assertThat(object).as("trees that were handed out").isEqualTo(untouched);
        assertThat(wantedTree).isEqualTo(untouchedWanted);
        assertSettles(object, wantedTree, change);
        return change;
    }

    /** What was changed is as it is wanted: a second time nothing is left to do. */
    private static void assertSettles(ObjectNode object, ObjectNode wanted, Optional<ObjectNode> change) {
        change.ifPresent(members -> {
            var written = object.deepCopy();
            written.withObject("/status").setAll(members);
            assertThat(StatusMerge.change(StoredStatus.of(written), wanted, OURS, NOW.plusSeconds(60)))
                    .as("the second time")
                    .isEmpty();
        });
    }

    private static JsonNode changed(String member, String storedStatus, String wanted) {
        return change(storedStatus, wanted).orElseThrow().path(member);
    }

    /** @param members besides what it is, a Gateway */
    private static ObjectNode object(String members) {
        return tree("{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, " + members + "}");
    }

    /** JSON without the quotes of keys and plain words, for the eyes. */
    private static ObjectNode tree(String yaml) {
        return (ObjectNode) FlowYaml.read(yaml);
    }

    private static List<String> types(JsonNode conditions) {
        return conditions.values().stream()
                .map(it -> it.path("type").asString())
                .toList();
    }

    @Nested
    class Conditions {

        @Test
        void equalOnesAreNotWritten() {
            assertThat(change("{conditions: [" + ACCEPTED_BEFORE + "]}", "{conditions: [" + ACCEPTED + "]}"))
                    .isEmpty();
        }

        @Test
        void firstOnesAreStampedInWholeSeconds() {
            var conditions = changed("conditions", "{}", "{conditions: [" + ACCEPTED + "]}");

            assertThat(conditions.path(0).path("lastTransitionTime").asString()).isEqualTo("2026-05-01T12:00:00Z");
        }

        @Test
        void timeStaysWhileTheStatusStays() {
            var conditions = changed(
                    "conditions",
                    "{conditions: [" + ACCEPTED_BEFORE + "]}",
                    "{conditions: [{type: Accepted, status: 'True', observedGeneration: 2, reason: Other, message: m}]}");

            assertThat(conditions.path(0).path("lastTransitionTime").asString()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(conditions.path(0).path("observedGeneration").asInt()).isEqualTo(2);
        }

        @Test
        void timeTurnsWithTheStatus() {
            var conditions = changed(
                    "conditions",
                    "{conditions: [" + ACCEPTED_BEFORE + "]}",
                    "{conditions: [{type: Accepted, status: 'False', observedGeneration: 1, reason: No, message: m}]}");

            assertThat(conditions.path(0).path("lastTransitionTime").asString()).isEqualTo("2026-05-01T12:00:00Z");
        }

        @Test
        void foreignOnesStayWhatAndWhereTheyAre() {
            var conditions = changed(
                    "conditions",
                    "{conditions: [" + FOREIGN + ", " + ACCEPTED_BEFORE + ", " + FOREIGN.replace("Seen,", "AlsoSeen,")
                            + "]}",
                    "{conditions: [{type: Accepted, status: 'False', observedGeneration: 2, reason: No, message: m},"
                            + " {type: Programmed, status: 'False', observedGeneration: 2, reason: No, message: m}]}");

            assertThat(types(conditions))
                    .containsExactly("example.com/Seen", "Accepted", "example.com/AlsoSeen", "Programmed");
            assertThat(conditions.path(0)).isEqualTo(tree(FOREIGN));
        }

        @Test
        void oursThatNoLongerHoldGo() {
            var conditions = changed(
                    "conditions",
                    "{conditions: [" + ACCEPTED_BEFORE + ", " + FOREIGN + ", "
                            + ACCEPTED_BEFORE.replace("type: Accepted", "type: PartiallyInvalid") + "]}",
                    "{conditions: [" + ACCEPTED + "]}");

            assertThat(types(conditions)).containsExactly("Accepted", "example.com/Seen");
        }

        @Test
        void reservedTypeIsNotOurs() {
            assertThat(change(
                            "{conditions: [" + ACCEPTED_BEFORE + ", "
                                    + ACCEPTED_BEFORE.replace("type: Accepted", "type: Ready") + "]}",
                            "{conditions: [" + ACCEPTED + "]}"))
                    .isEmpty();
        }

        @Test
        void thereAreEightAtTheMostAndForeignOnesComeFirst() {
            var foreign = String.join(
                    ", ",
                    IntStream.range(0, 7)
                            .mapToObj(i -> FOREIGN.replace("Seen,", "Seen" + i + ","))
                            .toList());
            var conditions = changed(
                    "conditions",
                    "{conditions: [" + foreign + "]}",
                    "{conditions: [" + ACCEPTED + ", " + ACCEPTED.replace("type: Accepted", "type: Programmed") + "]}");

            assertThat(types(conditions)).hasSize(8).endsWith("Accepted").contains("example.com/Seen6");
        }

        @Test
        void defaultOfTheApiServerIsReplaced() {
            var conditions = changed(
                    "conditions",
                    "{conditions: [{type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller,"
                            + " lastTransitionTime: '1970-01-01T00:00:00Z'}]}",
                    "{conditions: [" + ACCEPTED + "]}");

            assertThat(types(conditions)).containsExactly("Accepted");
            assertThat(conditions.path(0).path("lastTransitionTime").asString()).isEqualTo("2026-05-01T12:00:00Z");
        }
    }

    @Nested
    class Listeners {

        private static String listener(String name, String conditions) {
            return "{name: %s, supportedKinds: [], attachedRoutes: 0, conditions: [%s]}".formatted(name, conditions);
        }

        @Test
        void equalOnesAreNotWritten() {
            assertThat(change(
                            "{listeners: [" + listener("web", ACCEPTED_BEFORE) + "]}",
                            "{listeners: [" + listener("web", ACCEPTED) + "]}"))
                    .isEmpty();
        }

        @Test
        void foreignConditionsOfAListenerStay() {
            var listeners = changed(
                    "listeners",
                    "{listeners: [" + listener("web", FOREIGN + ", " + ACCEPTED_BEFORE) + "]}",
                    "{listeners: [" + listener("web", ACCEPTED.replace("Generation: 1", "Generation: 2")) + "]}");

            assertThat(types(listeners.path(0).path("conditions"))).containsExactly("example.com/Seen", "Accepted");
            assertThat(listeners.path(0).path("conditions").path(0)).isEqualTo(tree(FOREIGN));
        }

        @Test
        void theyFollowTheGateway() {
            var listeners = changed(
                    "listeners",
                    "{listeners: [" + listener("gone", ACCEPTED_BEFORE) + ", " + listener("web", ACCEPTED_BEFORE)
                            + "]}",
                    "{listeners: [" + listener("new", ACCEPTED) + ", " + listener("web", ACCEPTED) + "]}");

            assertThat(listeners.values().stream().map(it -> it.path("name").asString()))
                    .containsExactly("new", "web");
        }

        @Test
        void membersThatWeDoNotKnowStay() {
            var listeners = changed(
                    "listeners",
                    "{listeners: [{name: web, port: 80, attachedRoutes: 0, conditions: []}]}",
                    "{listeners: [{name: web, supportedKinds: [], attachedRoutes: 3, conditions: [" + ACCEPTED
                            + "]}]}");

            assertThat(listeners.path(0).path("port").asInt()).isEqualTo(80);
            assertThat(listeners.path(0).path("attachedRoutes").asInt()).isEqualTo(3);
        }

        @Test
        void emptyListThatATypedClientHasLeftOutIsNoDifference() {
            assertThat(change(
                            "{listeners: [{name: web, attachedRoutes: 0, conditions: [" + ACCEPTED_BEFORE + "]}]}",
                            "{addresses: [], listeners: [" + listener("web", ACCEPTED) + "]}"))
                    .isEmpty();
        }

        @Test
        void newOneHasEveryRequiredMember() {
            var listeners = changed("listeners", "{}", "{listeners: [" + listener("web", ACCEPTED) + "]}");

            assertThat(listeners.path(0).propertyNames())
                    .containsExactlyInAnyOrder("name", "supportedKinds", "attachedRoutes", "conditions");
        }
    }

    @Nested
    class Parents {

        private static String parent(String controller, String ref, String conditions) {
            return "{parentRef: %s, controllerName: %s, conditions: [%s]}".formatted(ref, controller, conditions);
        }

        private static String gateway(String name) {
            return "{group: gateway.networking.k8s.io, kind: Gateway, name: %s}".formatted(name);
        }

        private static List<String> names(JsonNode parents) {
            return parents.values().stream()
                    .map(it -> it.path("parentRef").path("name").asString())
                    .toList();
        }

        private static final String THEIRS = parent("example.com/other", gateway("theirs"), FOREIGN);

        @Test
        void thoseOfOthersStayWhatAndWhereTheyAre() {
            var parents = changed(
                    "parents",
                    "{parents: [" + THEIRS + ", " + parent(OURS, gateway("gw"), ACCEPTED_BEFORE) + ", " + THEIRS + "]}",
                    "{parents: [" + parent(OURS, gateway("gw"), ACCEPTED.replace("fine", "better")) + "]}");

            assertThat(names(parents)).containsExactly("theirs", "gw", "theirs");
            assertThat(parents.path(0)).isEqualTo(tree(THEIRS));
        }

        @Test
        void sameGatewayOfAnotherControllerIsNotOurs() {
            var parents = changed(
                    "parents",
                    "{parents: [" + parent("example.com/other", gateway("gw"), FOREIGN) + "]}",
                    "{parents: [" + parent(OURS, gateway("gw"), ACCEPTED) + "]}");

            assertThat(names(parents)).containsExactly("gw", "gw");
            assertThat(parents.path(0).path("controllerName").asString()).isEqualTo("example.com/other");
        }

        @Test
        void oursThatTheSpecNoLongerNamesGo() {
            var parents = changed(
                    "parents",
                    "{parents: [" + parent(OURS, gateway("old"), ACCEPTED_BEFORE) + ", " + THEIRS + ", "
                            + parent(OURS, gateway("gw"), ACCEPTED_BEFORE) + "]}",
                    "{parents: [" + parent(OURS, gateway("gw"), ACCEPTED) + "]}");

            assertThat(names(parents)).containsExactly("theirs", "gw");
        }

        @Test
        void oursAllGoWhenNoneIsWanted() {
            var parents = changed(
                    "parents",
                    "{parents: [" + parent(OURS, gateway("gw"), ACCEPTED_BEFORE) + ", " + THEIRS + "]}",
                    "{parents: []}");

            assertThat(names(parents)).containsExactly("theirs");
        }

        @Test
        void noneIsNotWrittenWhereThereIsNone() {
            assertThat(change("{}", "{parents: []}")).isEmpty();
        }

        @Test
        void sectionAndPortTellParentsApart() {
            var section = gateway("gw").replace("}", ", sectionName: web}");
            var port = gateway("gw").replace("}", ", port: 80}");
            var wanted = "{parents: [%s, %s, %s]}"
                    .formatted(
                            parent(OURS, gateway("gw"), ACCEPTED),
                            parent(OURS, section, ACCEPTED),
                            parent(OURS, port, ACCEPTED));

            assertThat(changed("parents", "{}", wanted)).hasSize(3);
        }

        @Test
        void namespaceLeftOutIsTheRoutesOwn() {
            var spelledOut = gateway("gw").replace("}", ", namespace: shop}");
            var parents = changed(
                    "parents",
                    "{parents: [" + parent(OURS, spelledOut, ACCEPTED_BEFORE) + "]}",
                    "{parents: [" + parent(OURS, gateway("gw"), ACCEPTED.replace("fine", "better")) + "]}");

            assertThat(parents).hasSize(1);
            assertThat(parents.path(0)
                            .path("conditions")
                            .path(0)
                            .path("lastTransitionTime")
                            .asString())
                    .as("the same parent, so the same condition")
                    .isEqualTo("2026-01-01T00:00:00Z");
        }

        @Test
        void thereAreThirtyTwoAtTheMost() {
            var theirs = String.join(
                    ", ", IntStream.range(0, 31).mapToObj(i -> THEIRS).toList());
            var parents = changed(
                    "parents",
                    "{parents: [" + theirs + "]}",
                    "{parents: [" + parent(OURS, gateway("a"), ACCEPTED) + ", " + parent(OURS, gateway("b"), ACCEPTED)
                            + "]}");

            assertThat(names(parents)).hasSize(32).endsWith("theirs", "a");
        }

        @Test
        void ancestorsOfAPolicyAreSixteenAtTheMost() {
            var theirs = String.join(
                    ", ",
                    IntStream.range(0, 15)
                            .mapToObj(i -> THEIRS.replace("parentRef", "ancestorRef"))
                            .toList());
            var ours = parent(OURS, gateway("a"), ACCEPTED) + ", " + parent(OURS, gateway("b"), ACCEPTED);
            var ancestors = changed(
                    "ancestors",
                    "{ancestors: [" + theirs + "]}",
                    "{ancestors: [" + ours.replace("parentRef", "ancestorRef") + "]}");

            assertThat(ancestors).hasSize(16);
            assertThat(ancestors.path(15).path("ancestorRef").path("name").asString())
                    .isEqualTo("a");
        }
    }

    @ParameterizedTest
    @CsvSource({"XBackend, 32", "BackendTLSPolicy, 16"})
    void ancestorsOfAnXBackendMayBeTwiceAsMany(String kind, int most) {
        assertThat(EntryMerge.Shared.ancestors(OURS, "shop", kind).most()).isEqualTo(most);
    }

    @Nested
    class Generations {

        private static final String NEWER = ACCEPTED_BEFORE.replace("Generation: 1", "Generation: 3");
        private static final String JUDGED =
                ACCEPTED.replace("Generation: 1", "Generation: 2").replace("fine", "stale");

        @Test
        void newerOneThatIsToldOfAlreadyIsKept() {
            assertThat(change("{conditions: [" + NEWER + "]}", "{conditions: [" + JUDGED + "]}"))
                    .isEmpty();
            assertThat(change(
                            "{listeners: [{name: web, attachedRoutes: 1, conditions: [" + NEWER + "]}]}",
                            "{listeners: [{name: web, attachedRoutes: 0, conditions: [" + JUDGED + "]}]}"))
                    .isEmpty();
            assertThat(change(
                            "{parents: [{parentRef: {name: gw}, controllerName: " + OURS + ", conditions: [" + NEWER
                                    + "]}]}",
                            "{parents: [{parentRef: {name: gw}, controllerName: " + OURS + ", conditions: [" + JUDGED
                                    + "]}]}"))
                    .isEmpty();
        }

        @Test
        void foreignGenerationsDoNotCount() {
            assertThat(change("{conditions: [" + FOREIGN + "]}", "{conditions: [" + JUDGED + "]}"))
                    .isPresent();
            assertThat(change(
                            "{parents: [{parentRef: {name: gw}, controllerName: example.com/other, conditions: ["
                                    + NEWER + "]}]}",
                            "{parents: [{parentRef: {name: gw}, controllerName: " + OURS + ", conditions: [" + JUDGED
                                    + "]}]}"))
                    .isPresent();
        }

        @Test
        void verdictOnAnObjectThatWasDeletedIsNotWrittenToTheNextOfItsName() {
            assertThat(change("{}", "{conditions: [" + ACCEPTED.replace("Generation: 1", "Generation: 8") + "]}"))
                    .isEmpty();
        }
    }

    @Nested
    class OtherMembers {

        @Test
        void onlyThoseThatDifferAreWritten() {
            assertThat(change(
                            "{conditions: [" + ACCEPTED_BEFORE + "], addresses: [{value: 10.0.0.1}]}",
                            "{conditions: [" + ACCEPTED + "], addresses: [{value: 10.0.0.2}]}"))
                    .contains(tree("{addresses: [{value: 10.0.0.2}]}"));
        }

        @Test
        void thoseThatWeDoNotNameStay() {
            assertThat(change("{theirs: {a: 1}, addresses: []}", "{addresses: []}"))
                    .isEmpty();
        }

        @Test
        void numbersAreComparedByValue() {
            var object = object("metadata: {generation: 1}");
            object.set("status", JSON.readTree("{\"attached\":3}"));
            ObjectNode wanted = JSON.createObjectNode().put("attached", 3L);

            assertThat(StatusMerge.change(StoredStatus.of(object), wanted, OURS, NOW))
                    .isEmpty();
        }

        @Test
        void listIsEmptied() {
            assertThat(changed("addresses", "{addresses: [{value: 10.0.0.1}]}", "{addresses: []}"))
                    .isEmpty();
        }
    }
}
