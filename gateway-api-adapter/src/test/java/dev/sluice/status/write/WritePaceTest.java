package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.WriteBackoff;
import dev.sluice.resource.ObjectName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class WritePaceTest {

    private static final ObjectKey GATEWAY = new ObjectKey("Gateway", new ObjectName("shop", "gw"));
    private static final ObjectKey OTHER = new ObjectKey("Gateway", new ObjectName("shop", "other"));

    private Duration now = Duration.ofHours(1);
    private final WritePace pace = new WritePace(new WriteBackoff(() -> Instant.EPOCH.plus(now)), () -> now.toNanos());

    private static ObjectNode status(int generation, int routes) {
        return (ObjectNode) FlowYaml.read("""
                {attachedListenerSets: %2$d, conditions: [{type: Accepted, observedGeneration: %1$d}],
                 listeners: [{name: http, attachedRoutes: %2$d, conditions: [{type: Accepted, observedGeneration: %1$d}]}]}
                """.formatted(generation, routes));
    }

    /** Whether it may be written now; then it is. */
    private boolean writes(ObjectNode status) {
        boolean may = pace.pause(GATEWAY, status).isZero();
        if (may) {
            assertThat(pace.written(GATEWAY, status)).isZero();
        }
        return may;
    }

    /** How often a count is written that is another each 20 ms. */
    private int writesOfCounts(Duration time) {
        int writes = 0;
        for (var end = now.plus(time); now.compareTo(end) < 0; now = now.plusMillis(20)) {
            writes += writes(status(1, (int) now.toMillis())) ? 1 : 0;
        }
        return writes;
    }

    /** How often a condition is written that is of another generation each 20 ms. */
    private int writesOfGenerations(Duration time) {
        int writes = 0;
        for (var end = now.plus(time); now.compareTo(end) < 0; now = now.plusMillis(20)) {
            writes += writes(status((int) now.toMillis(), 0)) ? 1 : 0;
        }
        return writes;
    }

    @Nested
    class AnObjectThatWasQuiet {

        @Test
        void isWrittenAtOnce() {
            assertThat(writes(status(1, 0))).isTrue();

            now = now.plusSeconds(3);

            assertThat(writes(status(1, 1))).isTrue();
        }

        @Test
        void isWrittenAtOnceWhateverOthersDo() {
            int _ = writesOfCounts(Duration.ofSeconds(10));

            assertThat(pace.pause(OTHER, status(1, 7))).isZero();
        }

        @Test
        void mayChangeAFewTimesWithoutMuchOfAPause() {
            int _ = writesOfCounts(Duration.ofSeconds(10));
            now = now.plusSeconds(3);

            assertThat(writesOfCounts(Duration.ofMillis(200))).isBetween(3, 5);
        }
    }

    @Nested
    class AStatusThatKeepsChanging {

        @Test
        void isWrittenOnceASecondInTheEnd() {
            assertThat(writesOfCounts(Duration.ofSeconds(30))).isBetween(30, 40);
            assertThat(writesOfCounts(Duration.ofSeconds(30))).isBetween(28, 30);
        }

        @Test
        void isWrittenAtMostASecondAfterItsLastChange() {
            int _ = writesOfCounts(Duration.ofSeconds(30));
            int _ = writesOfCounts(Duration.ofMillis(900));
            var last = status(1, 0);

            assertThat(pace.pause(GATEWAY, last)).isLessThanOrEqualTo(WritePace.LONGEST);
            now = now.plus(pace.pause(GATEWAY, last));

            assertThat(writes(last)).isTrue();
        }

        @Test
        void isWrittenOnceASecondAlsoWhereItIsTheGenerationThatChanges() {
            assertThat(writesOfGenerations(Duration.ofSeconds(30))).isBetween(30, 40);
            assertThat(writesOfGenerations(Duration.ofSeconds(30))).isBetween(28, 30);
        }

        @Test
        void isSentLessOftenThoughItIsRefused() {
            int _ = pace.refused(GATEWAY, status(1, 1));

            assertThat(pace.pause(GATEWAY, status(1, 2))).isPositive();
        }
    }

    @Nested
    class ACondition {

        @Test
        void doesNotWaitForCounts() {
            int _ = writesOfCounts(Duration.ofSeconds(30));
            int routes = (int) now.toMillis();
            assertThat(pace.pause(GATEWAY, status(1, routes))).isPositive();

            assertThat(writes(status(2, routes))).isTrue();

            assertThat(pace.pause(GATEWAY, status(2, routes + 1)))
                    .as("counts do not follow at once")
                    .isEqualTo(WritePace.LONGEST);
        }
    }

    @Nested
    class TheSameStatus {

        @Test
        void waitsAsLongAsOthersUndoIt() {
            var status = status(1, 0);
            assertThat(pace.written(GATEWAY, status)).isZero();
            assertThat(pace.pause(GATEWAY, status)).as("the first time").isZero();

            assertThat(pace.written(GATEWAY, status)).isEqualTo(1);

            assertThat(pace.pause(GATEWAY, status)).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void waitsNoLongerThanThatForHavingChangedOften() {
            int _ = writesOfCounts(Duration.ofSeconds(30));
            now = now.plus(WritePace.LONGEST);
            assertThat(writes(status(1, 5))).isTrue();

            assertThat(pace.pause(GATEWAY, status(1, 5))).isZero();
        }

        @Test
        void waitsThoughTheObjectWasQuietForAWhile() {
            var status = status(1, 0);
            for (int times = 0; times < 4; times++) {
                int _ = pace.written(GATEWAY, status);
            }
            now = now.plusSeconds(3);
            pace.prune();

            assertThat(pace.pause(GATEWAY, status)).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void isForgottenWithTheLead() {
        int _ = writesOfCounts(Duration.ofSeconds(30));
        assertThat(pace.pause(GATEWAY, status(1, 0))).isPositive();

        pace.clear();

        assertThat(pace.pause(GATEWAY, status(1, 0))).isZero();
    }
}
