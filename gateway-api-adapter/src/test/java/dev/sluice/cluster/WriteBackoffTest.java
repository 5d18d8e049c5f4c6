package dev.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ObjectName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WriteBackoffTest {

    private static final ObjectKey KEY = new ObjectKey("Service", new ObjectName("shop", "edge"));
    private static final ObjectKey OTHER = new ObjectKey("Service", new ObjectName("shop", "other"));

    private Instant now = Instant.EPOCH;
    private final WriteBackoff backoff = new WriteBackoff(() -> now);

    /** Writes whenever it may, as against somebody who undoes each write at once. */
    private int writesIn(Duration time) {
        var end = now.plus(time);
        int writes = 0;
        while (now.isBefore(end)) {
            if (backoff.pause(KEY, 1).isZero()) {
                int _ = backoff.written(KEY, 1);
                writes++;
            }
            now = now.plusMillis(20);
        }
        return writes;
    }

    @Test
    void firstWriteThatIsUndoneIsMadeAgainAtOnce() {
        assertThat(backoff.pause(KEY, 1)).isZero();
        assertThat(backoff.written(KEY, 1)).isZero();
        assertThat(backoff.pause(KEY, 1)).isZero();
    }

    @Test
    void whoUndoesEachWriteIsAnsweredLessAndLessOften() {
        assertThat(writesIn(Duration.ofMinutes(1))).isBetween(5, 8);
        assertThat(writesIn(Duration.ofMinutes(10))).isBetween(2, 8);
        assertThat(writesIn(Duration.ofHours(2))).as("every 5 minutes").isBetween(20, 25);
    }

    @Test
    void otherContentIsWrittenAtOnceHoweverOftenTheOldWasUndone() {
        int _ = writesIn(Duration.ofMinutes(1));
        assertThat(backoff.pause(KEY, 1)).isPositive();

        assertThat(backoff.pause(KEY, 2)).isZero();
        assertThat(backoff.pause(OTHER, 1)).isZero();
    }

    @Test
    void whatStaysIsForgotten() {
        int _ = writesIn(Duration.ofMinutes(1));
        now = now.plus(Duration.ofMinutes(6));

        assertThat(backoff.written(KEY, 1)).isZero();
        assertThat(backoff.pause(KEY, 1)).isZero();
    }

    @Test
    void whatIsRefusedIsTriedAgainAfter30SecondsThatGrow() {
        assertThat(backoff.refused(KEY, 1)).isZero();
        now = now.plusSeconds(29);
        assertThat(backoff.pause(KEY, 1)).isPositive();
        now = now.plusSeconds(1);
        assertThat(backoff.pause(KEY, 1)).isZero();

        assertThat(backoff.refused(KEY, 1)).isEqualTo(1);
        now = now.plusSeconds(59);
        assertThat(backoff.pause(KEY, 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.pause(OTHER, 1)).isZero();
    }
}
