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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EjectionTest extends BalancerFixture {

    @Nested
    final class Ejections {

        @ParameterizedTest
        @EnumSource(names = {"SERVER_ERROR", "BROKEN", "TIMED_OUT"})
        void threeFailuresInARowEject(Outcome failure) {
            balancer.update(List.of(A, B), List.of());
            request(member(A), failure);
            request(member(A), failure);
            assertThat(member(A).ejected()).isFalse();
            request(member(A), failure);
            assertThat(member(A).ejected()).isTrue();
            assertThat(IntStream.range(0, 1000).mapToObj(_ -> chosen())).containsOnly(B);
        }

        @Test
        void twoFailuresToConnectInARowEject() {
            balancer.update(List.of(A, B), List.of());
            request(member(A), Outcome.CONNECT_FAILED);
            request(member(A), Outcome.SERVER_ERROR);
            assertThat(member(A).ejected()).isFalse();
            request(member(B), Outcome.CONNECT_FAILED);
            request(member(B), Outcome.CONNECT_FAILED);
            assertThat(member(B).ejected()).isTrue();
        }

        @ParameterizedTest
        @EnumSource(names = {"ANSWERED", "SERVER_ERROR", "BROKEN", "TIMED_OUT"})
        void whatNeededAConnectionBeginsANewRowOfFailuresToConnect(Outcome connected) {
            balancer = new Balancer(
                    new BalanceSettings(Duration.ZERO, 100, 2, Duration.ofSeconds(1), Duration.ofSeconds(4), 50),
                    () -> now);
            balancer.update(List.of(A, B), List.of());
            request(member(A), Outcome.CONNECT_FAILED);
            request(member(A), connected);
            request(member(A), Outcome.CONNECT_FAILED);
            assertThat(member(A).ejected()).isFalse();
            request(member(A), Outcome.CONNECT_FAILED);
            assertThat(member(A).ejected()).isTrue();
        }

        @Test
        void differentFailuresAreOneRow() {
            balancer.update(List.of(A, B), List.of());
            request(member(A), Outcome.CONNECT_FAILED);
            request(member(A), Outcome.SERVER_ERROR);
            request(member(A), Outcome.TIMED_OUT);
            assertThat(member(A).ejected()).isTrue();
        }

        @Test
        void aSuccessBetweenThemBeginsANewRow() {
            balancer.update(List.of(A, B), List.of());
            for (int i = 0; i < 10; i++) {
                request(member(A), Outcome.SERVER_ERROR);
                request(member(A), Outcome.SERVER_ERROR);
                request(member(A), Outcome.ANSWERED);
                request(member(A), Outcome.CONNECT_FAILED);
                int ticket = member(A).started();
                member(A).answering(ticket);
                member(A).ended(ticket, Outcome.CANCELLED);
            }
            assertThat(member(A).ejected()).isFalse();
        }

        @Test
        void aSuccessBeginsANewRowOfFailuresToConnect() {
            balancer.update(List.of(A, B), List.of());
            request(member(A), Outcome.CONNECT_FAILED);
            request(member(A), Outcome.ANSWERED);
            request(member(A), Outcome.CONNECT_FAILED);
            assertThat(member(A).ejected()).isFalse();
        }

        @Test
        void theOneThatWouldBeTestedFirstComesBackWhereTooFewRemain() {
            balancer.update(List.of(A, B, C, D), List.of());
            eject(B);
            now += Duration.ofMillis(100).toNanos();
            eject(A);
            balancer.update(List.of(A, B), List.of());
            assertThat(member(B).ejected()).isFalse();
            assertThat(member(A).ejected()).isTrue();
        }

        @Test
        void clientsThatGoAwaySayNothing() {
            balancer.update(List.of(A, B), List.of());
            for (int i = 0; i < 10; i++) {
                request(member(A), Outcome.CANCELLED);
            }
            assertThat(member(A).ejected()).isFalse();
            request(member(A), Outcome.BROKEN);
            request(member(A), Outcome.BROKEN);
            request(member(A), Outcome.CANCELLED);
            request(member(A), Outcome.BROKEN);
            assertThat(member(A).ejected()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 4, 5, 10, 11})
        void halfOfThemRemain(int count) {
            List<Endpoint> all = IntStream.range(0, count)
                    .mapToObj(i -> new Endpoint("10.0.1." + i, 80))
                    .toList();
            balancer.update(all, List.of());
            all.forEach(EjectionTest.this::eject);
            assertThat(balancer.members().stream().filter(Member::ejected)).hasSize(count / 2);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 10, 50, 99, 100})
        void oneAtLeastCanBeEjectedAndOneAtLeastRemains(int percent) {
            balancer = new Balancer(ejecting(percent), () -> now);
            List<Endpoint> all = List.of(A, B, C);
            balancer.update(all, List.of());
            all.forEach(EjectionTest.this::eject);
            assertThat(balancer.members().stream().filter(Member::ejected)).hasSizeBetween(1, 2);
            assertThat(member(endpoint(balancer.choose(List.of()))).ejected()).isFalse();
        }

        @Test
        void noneIsEjectedWhereThatIsTurnedOff() {
            balancer = new Balancer(ejecting(0), () -> now);
            balancer.update(List.of(A, B), List.of());
            eject(A);
            assertThat(member(A).ejected()).isFalse();
        }

        @Test
        void anEjectedSetOfWhichOnlyTheTerminatingAreLeftIsUsed() {
            balancer.update(List.of(A, B, C, D), List.of());
            eject(A);
            eject(B);
            balancer.update(List.of(C, D), List.of(A, B));
            balancer.update(List.of(), List.of(A, B));
            assertThat(chosen()).isIn(A, B);
            assertThat(balancer.members().stream().filter(Member::ejected)).hasSize(1);
        }

        @Test
        void anEndpointFailsForOneBackendOnly() {
            Balancer other = new Balancer(AT_ONCE, () -> now);
            balancer.update(List.of(A, B), List.of());
            other.update(List.of(A, B), List.of());
            eject(A);
            assertThat(other.members()).noneMatch(Member::ejected);
        }
    }

    @Nested
    final class Return {

        @Test
        void oneRequestAtATimeTestsWhetherItWorksAgain() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            assertThat(tests(A)).isZero();
            now += Duration.ofMillis(999).toNanos();
            assertThat(tests(A)).isZero();
            now += Duration.ofMillis(1).toNanos();
            assertThat(tests(A)).isEqualTo(1);
        }

        @Test
        void aRequestThatAlreadyFailedOnceTestsNothing() {
            balancer.update(List.of(A, B, C), List.of());
            eject(A);
            now += Duration.ofSeconds(1).toNanos();
            assertThat(IntStream.range(0, 1000).mapToObj(_ -> chosen(B))).containsOnly(C);
        }

        @Test
        void aSuccessBringsItBackAndForgetsTheRest() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            now += Duration.ofSeconds(1).toNanos();
            test(A, Outcome.BROKEN);
            now += Duration.ofSeconds(2).toNanos();
            test(A, Outcome.ANSWERED);
            assertThat(member(A).ejected()).isFalse();
            assertThat(share(A, 20_000)).isCloseTo(0.5, within(0.03));
            request(member(A), Outcome.SERVER_ERROR);
            request(member(A), Outcome.SERVER_ERROR);
            assertThat(member(A).ejected()).isFalse();
            request(member(A), Outcome.SERVER_ERROR);
            assertThat(waits(A)).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void aLongResponseNeedNotEndToBringItBack() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            now += Duration.ofSeconds(1).toNanos();
            Member tested = awaitTest(A);
            int ticket = tested.started();
            tested.answering(ticket);
            assertThat(tested.ejected()).isFalse();
            tested.ended(ticket, Outcome.CANCELLED);
            assertThat(tested.ejected()).isFalse();
        }

        @Test
        void eachFailureInARowMakesItWaitLongerUpToABound() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            for (int seconds : new int[] {1, 2, 3, 4, 4, 4}) {
                assertThat(waits(A)).isEqualTo(Duration.ofSeconds(seconds));
                test(A, Outcome.TIMED_OUT);
            }
            assertThat(member(A).ejections()).isEqualTo(7);
        }

        @Test
        void aTestThatTellsNothingIsRepeated() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            now += Duration.ofSeconds(1).toNanos();
            test(A, Outcome.CANCELLED);
            assertThat(member(A).ejected()).isTrue();
            assertThat(tests(A)).isEqualTo(1);
        }

        @ParameterizedTest
        @EnumSource
        void requestsFromBeforeTheEjectionTellNothing(Outcome outcome) {
            balancer.update(List.of(A, B), List.of());
            int early = member(A).started();
            eject(A);
            now += Duration.ofSeconds(1).toNanos();
            awaitTest(A);
            member(A).answering(early);
            member(A).ended(early, outcome);
            assertThat(member(A).ejected()).isTrue();
            assertThat(member(A).ejections()).isEqualTo(1);
            assertThat(tests(A)).as("the one test that runs").isZero();
        }
    }

    @Nested
    final class Figures {

        /** Source: the figures that docs/performance.md and the settings promise. */
        @Test
        void oneOfFourThatFailsFiveSecondsInEveryTenIsAskedFiveTimesAndBackWithinTwoSeconds() {
            balancer = new Balancer(BalanceSettings.DEFAULTS, () -> now);
            balancer.update(List.of(A, B, C, D), List.of());
            long begin = now;
            int failed = 0;
            Duration back = Duration.ZERO;
            for (int millis = 0; millis < 100_000; millis++) {
                now = begin + Duration.ofMillis(millis).toNanos();
                boolean fails = millis % 10_000 < 5_000;
                if (millis % 10_000 == 0) {
                    assertThat(failed).isLessThanOrEqualTo(5);
                    assertThat(back).isLessThanOrEqualTo(Duration.ofSeconds(2));
                    failed = 0;
                    back = Duration.ofSeconds(5);
                }
                Member member = requireNonNull(balancer.choose(List.of()));
                boolean failure = fails && member == member(A);
                request(member, failure ? Outcome.SERVER_ERROR : Outcome.ANSWERED);
                failed += failure ? 1 : 0;
                if (!fails && member == member(A) && back.toSeconds() == 5) {
                    back = Duration.ofMillis(millis % 10_000 - 5_000);
                }
            }
        }

        @Test
        void oneThatHangsGetsNoMoreThanItsTestsOnceItsFirstRequestsTimedOut() {
            balancer = new Balancer(BalanceSettings.DEFAULTS, () -> now);
            balancer.update(List.of(A, B, C, D), List.of());
            List<Runnable> hanging = new ArrayList<>();
            int sent = 0;
            for (int millis = 0; millis < 30_000; millis++) {
                now += Duration.ofMillis(1).toNanos();
                Member member = requireNonNull(balancer.choose(List.of()));
                if (member == member(A)) {
                    int ticket = member.started();
                    hanging.add(() -> member.ended(ticket, Outcome.TIMED_OUT));
                    sent++;
                } else {
                    request(member, Outcome.ANSWERED);
                }
                if (millis % 1000 == 999) {
                    hanging.forEach(Runnable::run);
                    hanging.clear();
                }
            }
            assertThat(sent).isLessThanOrEqualTo(12);
        }
    }
}
