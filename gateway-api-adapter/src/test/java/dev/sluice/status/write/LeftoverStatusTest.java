package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.resource.StatusDocument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of a status of ours where we no longer say anything. */
final class LeftoverStatusTest extends StatusSinkFixture {

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

    /** Nobody remembers that it was ours. */
    @Test
    void aGatewayWhoseClassWasDeletedBeforeTheStartSaysSo() {
        put("""
                {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway,
                 metadata: {namespace: shop, name: gw, generation: 3, managedFields:
                  [{manager: sluice.dev/gateway-controller, subresource: status, time: '2026-05-01T12:00:00Z'}]},
                 spec: {gatewayClassName: gone},
                 status: {conditions: [{type: Accepted, status: 'True', observedGeneration: 3}]}}""");

        awaitDone("True");

        awaitAccepted(GATEWAY, "Unknown");
    }
}
