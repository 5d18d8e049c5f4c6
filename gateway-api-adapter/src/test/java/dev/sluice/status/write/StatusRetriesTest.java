package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** How often a status is written that changes, is refused, or is one of many. */
final class StatusRetriesTest extends StatusSinkFixture {

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
}
