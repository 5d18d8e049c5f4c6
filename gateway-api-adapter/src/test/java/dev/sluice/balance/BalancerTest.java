package dev.sluice.balance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class BalancerTest extends BalancerFixture {

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
}
