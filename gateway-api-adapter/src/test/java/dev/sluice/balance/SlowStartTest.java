package dev.sluice.balance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.backend.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SlowStartTest extends BalancerFixture {

    @Nested
    final class SlowStart {

        private static final Duration LENGTH = Duration.ofSeconds(30);

        private SlowStart() {
            balancer = new Balancer(
                    new BalanceSettings(LENGTH, 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(4), 50), () -> now);
        }

        @Test
        void theShareOfANewOneGrowsInALine() {
            grown(List.of(A, B, C), List.of(A, B, C, D));
            assertThat(member(D).share()).isCloseTo(0, within(0.001));
            now += LENGTH.toNanos() / 4;
            assertThat(member(D).share()).isCloseTo(0.25, within(0.001));
            assertThat(share(D, 40_000)).isCloseTo(0.25 / 3.25, within(0.01));
            now += LENGTH.toNanos() / 4;
            assertThat(share(D, 40_000)).isCloseTo(0.5 / 3.5, within(0.02));
            now += LENGTH.toNanos() / 2;
            assertThat(share(D, 40_000)).isCloseTo(0.25, within(0.02));
        }

        @Test
        void theShareIsWholeOnceTheTimeIsOver() {
            grown(List.of(A), List.of(A, D));
            now += LENGTH.toNanos() + 1;
            assertThat(member(D).share()).isEqualTo(1);
        }

        @Test
        void theFirstSecondBringsATenthOfAFairShareAtMost() {
            grown(List.of(A, B, C), List.of(A, B, C, D));
            assertThat(during(Duration.ofSeconds(1))).isLessThanOrEqualTo(0.1 * 0.25);
            now += LENGTH.toNanos();
            assertThat(during(Duration.ofSeconds(1))).isBetween(0.9 * 0.25, 1.1 * 0.25);
        }

        @Test
        void runningRequestsAreWeighedByTheShare() {
            grown(List.of(A, B), List.of(A, B, C));
            now += LENGTH.toNanos() / 2;
            member(A).started();
            member(B).started();
            member(C).started();
            assertThat(IntStream.range(0, 1000).mapToObj(_ -> chosen())).doesNotContain(C);
        }

        @Test
        void whereAllAreNewNoneStartsSlowly() {
            balancer.update(List.of(A, B), List.of());
            assertThat(member(A).share()).isEqualTo(1);
            grown(List.of(A, B), List.of(C, D));
            assertThat(member(C).share()).isEqualTo(1);
        }

        @Test
        void whereAllStartSlowlyTheirSharesAreEqual() {
            grown(List.of(A), List.of(A, B, C));
            balancer.update(List.of(B, C), List.of());
            assertThat(share(B, 20_000)).isCloseTo(0.5, within(0.03));
        }

        @Test
        void oneThatIsReadyAgainStartsSlowly() {
            balancer.update(List.of(A, B), List.of());
            balancer.update(List.of(A), List.of(B));
            balancer.update(List.of(A, B), List.of());
            assertThat(member(B).share()).isLessThan(0.01);
            assertThat(member(A).share()).isEqualTo(1);
        }

        @Test
        void oneThatWorksAgainStartsSlowly() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            now += Duration.ofSeconds(1).toNanos();
            test(A, Outcome.ANSWERED);
            assertThat(member(A).share()).isLessThan(0.01);
        }

        @Test
        void anUpdateDoesNotBeginItAnew() {
            grown(List.of(A), List.of(A, B));
            now += LENGTH.toNanos() / 2;
            balancer.update(List.of(A, B, C), List.of());
            assertThat(member(B).share()).isCloseTo(0.5, within(0.001));
        }

        private void grown(List<Endpoint> first, List<Endpoint> then) {
            balancer.update(first, List.of());
            now += Duration.ofHours(1).toNanos();
            balancer.update(then, List.of());
        }

        /** What D gets while time goes by, 4 requests running at each moment. */
        private double during(Duration time) {
            int requests = 20_000;
            int got = 0;
            List<Runnable> running = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                now += time.toNanos() / requests;
                Member member = requireNonNull(balancer.choose(List.of()));
                int ticket = member.started();
                running.add(() -> member.ended(ticket, Outcome.ANSWERED));
                if (running.size() > 4) {
                    running.removeFirst().run();
                }
                got += member == member(D) ? 1 : 0;
            }
            running.forEach(Runnable::run);
            return (double) got / requests;
        }
    }
}
