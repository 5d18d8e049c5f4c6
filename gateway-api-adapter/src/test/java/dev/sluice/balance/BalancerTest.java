package dev.sluice.balance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.backend.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time is virtual; chance is real, and its bounds so wide that a false alarm is not to be expected in a lifetime. */
class BalancerTest {

    private static final Endpoint A = new Endpoint("10.0.0.1", 80);
    private static final Endpoint B = new Endpoint("10.0.0.2", 80);
    private static final Endpoint C = new Endpoint("10.0.0.3", 80);
    private static final Endpoint D = new Endpoint("10.0.0.4", 80);

    private static final BalanceSettings AT_ONCE =
            new BalanceSettings(Duration.ZERO, 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(4), 50);

    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private Balancer balancer = new Balancer(AT_ONCE, () -> now);

    @Nested
    final class Choice {

        @Test
        void nothingIsChosenOfNothing() {
            assertThat(balancer.choose(List.of())).isNull();
            balancer.update(List.of(A), List.of());
            balancer.update(List.of(), List.of());
            assertThat(balancer.choose(List.of(A))).isNull();
        }

        @Test
        void theOnlyOneIsChosenWhateverItDoes() {
            balancer.update(List.of(A), List.of());
            for (int i = 0; i < 20; i++) {
                request(member(A), Outcome.CONNECT_FAILED);
                assertThat(chosen(A)).isEqualTo(A);
            }
            assertThat(member(A).ejected()).isFalse();
        }

        @Test
        void equalOnesGetEqualShares() {
            balancer.update(List.of(A, B, C, D), List.of());
            assertThat(share(A, 40_000)).isCloseTo(0.25, within(0.02));
        }

        @Test
        void theBusiestOfSeveralIsNotChosen() {
            balancer.update(List.of(A, B, C), List.of());
            member(A).started();
            assertThat(IntStream.range(0, 1000).mapToObj(_ -> chosen())).doesNotContain(A);
        }

        @Test
        void requestsThatHaveEndedDoNotCount() {
            balancer.update(List.of(A, B), List.of());
            for (int i = 0; i < 10; i++) {
                request(member(A), Outcome.ANSWERED);
            }
            assertThat(member(A).running()).isZero();
            assertThat(share(A, 20_000)).isCloseTo(0.5, within(0.03));
        }

        @Test
        void whatIsAvoidedIsNotChosenWhileThereIsAnother() {
            balancer.update(List.of(A, B, C), List.of());
            member(B).started();
            assertThat(IntStream.range(0, 1000).mapToObj(_ -> chosen(A, C))).containsOnly(B);
            assertThat(chosen(A, B, C)).isIn(A, B, C);
        }

        @Test
        void whatIsAvoidedIsBetterThanWhatIsEjected() {
            balancer.update(List.of(A, B), List.of());
            eject(A);
            assertThat(IntStream.range(0, 1000).mapToObj(_ -> chosen(B))).containsOnly(B);
        }

        @Test
        void aSetMayBeAvoidedToo() {
            balancer.update(List.of(A, B), List.of());
            assertThat(endpoint(balancer.choose(Set.of(A)))).isEqualTo(B);
        }
    }

    @Nested
    final class Update {

        @Test
        void endpointsThatStayKeepTheirMember() {
            balancer.update(List.of(A, B), List.of());
            Member a = member(A);
            a.started();
            assertThat(balancer.update(List.of(C), List.of(A)))
                    .extracting(Member::endpoint)
                    .containsExactly(B);
            assertThat(member(A)).isSameAs(a);
            assertThat(a.terminating()).isTrue();
            assertThat(balancer.update(List.of(A), List.of())).hasSize(1);
            assertThat(member(A)).isSameAs(a);
            assertThat(a.terminating()).isFalse();
            assertThat(a.running()).isEqualTo(1);
        }

        @Test
        void terminatingOnesAreUsedOnlyWhereNoneIsReady() {
            balancer.update(List.of(A), List.of(B, C));
            assertThat(IntStream.range(0, 200).mapToObj(_ -> chosen(A))).containsOnly(A);
            balancer.update(List.of(), List.of(B, C));
            assertThat(IntStream.range(0, 200).mapToObj(_ -> chosen())).containsOnly(B, C);
        }

        @Test
        void whatIsInBothListsIsReady() {
            balancer.update(List.of(A), List.of(A, B));
            assertThat(balancer.members()).extracting(Member::endpoint).containsExactly(A, B);
            assertThat(member(A).terminating()).isFalse();
        }

        @Test
        void whatIsGoneAndComesBackIsNew() {
            balancer.update(List.of(A, B), List.of());
            Member a = member(A);
            assertThat(balancer.update(List.of(B), List.of())).containsExactly(a);
            balancer.update(List.of(A, B), List.of());
            assertThat(member(A)).isNotSameAs(a);
        }

        @Test
        void requestsOfOneThatIsGoneCanEnd() {
            balancer.update(List.of(A, B), List.of());
            Member a = member(A);
            int ticket = a.started();
            balancer.update(List.of(B), List.of());
            a.ended(ticket, Outcome.CONNECT_FAILED);
            request(a, Outcome.CONNECT_FAILED);
            assertThat(a.running()).isZero();
            assertThat(a.ejected()).isFalse();
        }

        @Test
        void tooManyEjectedOnesOfTheRestComeBackTheFirstToBeTestedFirst() {
            balancer.update(List.of(A, B, C, D), List.of());
            eject(A);
            now += 1;
            eject(B);
            balancer.update(List.of(A, B, C), List.of());
            assertThat(member(A).ejected()).isFalse();
            assertThat(member(B).ejected()).isTrue();
            balancer.update(List.of(B), List.of());
            assertThat(member(B).ejected()).isFalse();
        }
    }

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
            all.forEach(BalancerTest.this::eject);
            assertThat(balancer.members().stream().filter(Member::ejected)).hasSize(count / 2);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 10, 50, 99, 100})
        void oneAtLeastCanBeEjectedAndOneAtLeastRemains(int percent) {
            balancer = new Balancer(ejecting(percent), () -> now);
            List<Endpoint> all = List.of(A, B, C);
            balancer.update(all, List.of());
            all.forEach(BalancerTest.this::eject);
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

    @Nested
    final class ManyThreads {

        @Test
        void noRequestIsLostAndOneAlwaysRemains() throws Exception {
            balancer = new Balancer(
                    new BalanceSettings(Duration.ofMillis(1), 1, 1, Duration.ofNanos(1), Duration.ofNanos(1), 50),
                    System::nanoTime);
            balancer.update(List.of(A, B, C, D), List.of());
            Set<Member> all = new HashSet<>(balancer.members());
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Callable<Boolean>> work = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    work.add(this::requests);
                }
                work.add(this::updates);
                for (Future<Boolean> done : threads.invokeAll(work)) {
                    assertThat(done.get()).isTrue();
                }
            }
            assertThat(all).allSatisfy(member -> assertThat(member.running()).isZero());
        }

        private boolean requests() {
            Outcome[] outcomes = Outcome.values();
            for (int i = 0; i < 3_000; i++) {
                request(requireNonNull(balancer.choose(List.of())), outcomes[i % outcomes.length]);
            }
            return true;
        }

        private boolean updates() {
            for (int i = 0; i < 500; i++) {
                balancer.update(
                        i % 2 == 0 ? List.of(A, B) : List.of(A, B, C, D), i % 2 == 0 ? List.of(C, D) : List.of());
                assertThat(balancer.members().stream().filter(Member::ejected).count())
                        .isLessThan(4);
            }
            return true;
        }
    }

    @Nested
    final class Settings {

        @Test
        void valuesOutOfRangeAreRefused() {
            Duration one = Duration.ofSeconds(1);
            assertRefused(() -> new BalanceSettings(Duration.ofNanos(-1), 1, 1, one, one, 50), "slowStart");
            assertRefused(() -> new BalanceSettings(one, 0, 1, one, one, 50), "failures");
            assertRefused(() -> new BalanceSettings(one, 1, 0, one, one, 50), "connectFailures");
            assertRefused(() -> new BalanceSettings(one, 1, 1, Duration.ZERO, one, 50), "ejection");
            assertRefused(() -> new BalanceSettings(one, 1, 1, one, Duration.ofMillis(1), 50), "longestEjection");
            assertRefused(() -> new BalanceSettings(one, 1, 1, one, one, 101), "maxEjectedPercent");
        }

        private static void assertRefused(Callable<BalanceSettings> settings, String name) {
            assertThatThrownBy(settings::call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(name);
        }
    }

    private static BalanceSettings ejecting(int percent) {
        return new BalanceSettings(Duration.ZERO, 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(4), percent);
    }

    private Member member(Endpoint endpoint) {
        return balancer.members().stream()
                .filter(member -> member.endpoint().equals(endpoint))
                .findFirst()
                .orElseThrow();
    }

    private Endpoint chosen(Endpoint... avoid) {
        Collection<Endpoint> avoided = List.of(avoid);
        return endpoint(balancer.choose(avoided));
    }

    private static Endpoint endpoint(@Nullable Member member) {
        return requireNonNull(member).endpoint();
    }

    private double share(Endpoint endpoint, int choices) {
        return (double) IntStream.range(0, choices)
                        .filter(_ -> chosen().equals(endpoint))
                        .count()
                / choices;
    }

    private static void request(Member member, Outcome outcome) {
        member.ended(member.started(), outcome);
    }

    private void eject(Endpoint endpoint) {
        for (int i = 0; i < 3; i++) {
            request(member(endpoint), Outcome.SERVER_ERROR);
        }
    }

    /** How many of many choices, none of which ends, go to an ejected endpoint. */
    private long tests(Endpoint endpoint) {
        return IntStream.range(0, 1000).filter(_ -> chosen().equals(endpoint)).count();
    }

    private void test(Endpoint endpoint, Outcome outcome) {
        request(awaitTest(endpoint), outcome);
    }

    private Member awaitTest(Endpoint endpoint) {
        for (int i = 0; i < 1000; i++) {
            Member member = requireNonNull(balancer.choose(List.of()));
            if (member.endpoint().equals(endpoint)) {
                return member;
            }
        }
        throw new AssertionError(endpoint + " is not tested");
    }

    /** How long an ejected endpoint gets no request from now on, in steps of 10 ms; the clock is then there. */
    private Duration waits(Endpoint endpoint) {
        long begin = now;
        Member member = member(endpoint);
        while (!member.mayBeTested()) {
            now += Duration.ofMillis(10).toNanos();
        }
        request(member, Outcome.CANCELLED);
        return Duration.ofNanos(now - begin);
    }
}
