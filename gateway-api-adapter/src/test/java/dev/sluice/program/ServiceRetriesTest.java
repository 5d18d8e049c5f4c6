package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.RetryAllowance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RetryConstraint of XBackendTrafficPolicy, GEP-3388. */
final class ServiceRetriesTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A clock may begin anywhere, also below zero. */
    private long now = -Duration.ofSeconds(3).toNanos();

    private ServiceRetries budget(int percent, int minimum, Duration per) {
        return new ServiceRetries(new RetryAllowance(percent, INTERVAL, minimum, per), () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static int taken(ServiceRetries budget, int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take(i % 2 == 1) ? 1 : 0;
        }
        return taken;
    }

    private static void begin(ServiceRetries budget, int requests) {
        for (int i = 0; i < requests; i++) {
            budget.begin();
        }
    }

    /** The example of RetryConstraint's own description. */
    @Test
    void aFifthOfAThousandRequestsIsRetriedByDefault() {
        ServiceRetries budget = budget(20, 10, SECOND);
        begin(budget, 1000);
        assertThat(taken(budget, 1000)).isEqualTo(200);
    }

    @Test
    void minimumRateIsAllowedWhateverThePercentage() {
        ServiceRetries budget = budget(0, 3, SECOND);
        assertThat(taken(budget, 10)).isEqualTo(3);
        pass(Duration.ofMillis(1050));
        assertThat(taken(budget, 10)).isEqualTo(3);
    }

    @Test
    void minimumRateIsNotAddedToThePercentage() {
        ServiceRetries budget = budget(10, 5, INTERVAL);
        begin(budget, 100);
        assertThat(taken(budget, 100)).isEqualTo(10);
    }

    @Test
    void requestsCountForTheInterval() {
        ServiceRetries budget = budget(50, 1, INTERVAL);
        begin(budget, 100);
        pass(Duration.ofMillis(9500));
        assertThat(taken(budget, 100)).isEqualTo(50);
        pass(INTERVAL.plusMillis(500));
        assertThat(taken(budget, 100)).isEqualTo(1);
    }

    @Test
    void endOfARequestGivesNothingBack() {
        ServiceRetries budget = budget(0, 1, INTERVAL);
        budget.begin();
        assertThat(budget.take(false)).isTrue();
        budget.end(true);
        assertThat(budget.take(false)).isFalse();
    }

    @Test
    void longPauseEndsEveryCount() {
        ServiceRetries budget = budget(100, 1, SECOND);
        begin(budget, 50);
        assertThat(taken(budget, 100)).isEqualTo(50);
        pass(Duration.ofDays(400));
        assertThat(taken(budget, 100)).isEqualTo(1);
    }

    /** Whatever comes when: each retry is within one of the two limits, over exactly their time. */
    @Test
    void noIntervalHasMoreRetriesThanAllowed() {
        Random random = new Random(4711);
        for (int run = 0; run < 50; run++) {
            int percent = random.nextInt(101);
            int minimum = 1 + random.nextInt(5);
            ServiceRetries budget = budget(percent, minimum, SECOND);
            List<Long> requests = new ArrayList<>();
            List<Long> retries = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                now += random.nextLong(Duration.ofMillis(40).toNanos());
                if (random.nextInt(3) > 0) {
                    budget.begin();
                    requests.add(now);
                } else if (budget.take(random.nextBoolean())) {
                    retries.add(now);
                    assertThat(within(retries, SECOND) <= minimum
                                    || within(retries, INTERVAL) * 100 <= within(requests, INTERVAL) * percent)
                            .isTrue();
                }
            }
        }
    }

    private long within(List<Long> times, Duration span) {
        return times.stream().filter(time -> now - time < span.toNanos()).count();
    }
}
