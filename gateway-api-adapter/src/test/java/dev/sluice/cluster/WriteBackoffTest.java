package dev.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            if (backoff.allows(KEY, 1)) {
                int _ = backoff.written(KEY, 1);
                writes++;
            }
            now = now.plusMillis(20);
        }
        return writes;
    }

    @Test
    void firstWriteThatIsUndoneIsMadeAgainAtOnce() {
        assertThat(backoff.allows(KEY, 1)).isTrue();
        assertThat(backoff.written(KEY, 1)).isZero();
        assertThat(backoff.allows(KEY, 1)).isTrue();
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
        assertThat(backoff.allows(KEY, 1)).isFalse();

        assertThat(backoff.allows(KEY, 2)).isTrue();
        assertThat(backoff.allows(OTHER, 1)).isTrue();
    }

    @Test
    void whatStaysIsForgotten() {
        int _ = writesIn(Duration.ofMinutes(1));
        now = now.plus(Duration.ofMinutes(6));

        assertThat(backoff.written(KEY, 1)).isZero();
        assertThat(backoff.allows(KEY, 1)).isTrue();
    }

    @Test
    void whatIsRefusedIsTriedAgainAfter30SecondsThatGrow() {
        assertThat(backoff.refused(KEY, 1)).isZero();
        now = now.plusSeconds(29);
        assertThat(backoff.allows(KEY, 1)).isFalse();
        now = now.plusSeconds(1);
        assertThat(backoff.allows(KEY, 1)).isTrue();

        assertThat(backoff.refused(KEY, 1)).isEqualTo(1);
        now = now.plusSeconds(59);
        assertThat(backoff.allows(KEY, 1)).isFalse();
        assertThat(backoff.untilNext(List.of(KEY, OTHER))).hasValue(Duration.ofSeconds(1));
        assertThat(backoff.untilNext(List.of(OTHER))).isEmpty();
    }
}
