package dev.sluice.balance;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.backend.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Time is virtual; chance is real, and its bounds so wide that a false alarm is not to be expected in a lifetime. */
abstract class BalancerFixture {

    static final Endpoint A = new Endpoint("10.0.0.1", 80);
    static final Endpoint B = new Endpoint("10.0.0.2", 80);
    static final Endpoint C = new Endpoint("10.0.0.3", 80);
    static final Endpoint D = new Endpoint("10.0.0.4", 80);

    static final BalanceSettings AT_ONCE =
            new BalanceSettings(Duration.ZERO, 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(4), 50);

    long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    Balancer balancer = new Balancer(AT_ONCE, () -> now);

    static BalanceSettings ejecting(int percent) {
        return new BalanceSettings(Duration.ZERO, 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(4), percent);
    }

    Member member(Endpoint endpoint) {
        return balancer.members().stream()
                .filter(member -> member.endpoint().equals(endpoint))
                .findFirst()
                .orElseThrow();
    }

    Endpoint chosen(Endpoint... avoid) {
        Collection<Endpoint> avoided = List.of(avoid);
        return endpoint(balancer.choose(avoided));
    }

    static Endpoint endpoint(@Nullable Member member) {
        return requireNonNull(member).endpoint();
    }

    double share(Endpoint endpoint, int choices) {
        return (double) IntStream.range(0, choices)
                        .filter(_ -> chosen().equals(endpoint))
                        .count()
                / choices;
    }

    static void request(Member member, Outcome outcome) {
        member.ended(member.started(), outcome);
    }

    void eject(Endpoint endpoint) {
        for (int i = 0; i < 3; i++) {
            request(member(endpoint), Outcome.SERVER_ERROR);
        }
    }

    /** How many of many choices, none of which ends, go to an ejected endpoint. */
    long tests(Endpoint endpoint) {
        return IntStream.range(0, 1000).filter(_ -> chosen().equals(endpoint)).count();
    }

    void test(Endpoint endpoint, Outcome outcome) {
        request(awaitTest(endpoint), outcome);
    }

    Member awaitTest(Endpoint endpoint) {
        for (int i = 0; i < 1000; i++) {
            Member member = requireNonNull(balancer.choose(List.of()));
            if (member.endpoint().equals(endpoint)) {
                return member;
            }
        }
        throw new AssertionError(endpoint + " is not tested");
    }

    /** How long an ejected endpoint gets no request from now on, in steps of 10 ms; the clock is then there. */
    Duration waits(Endpoint endpoint) {
        long begin = now;
        Member member = member(endpoint);
        while (!member.mayBeTested()) {
            now += Duration.ofMillis(10).toNanos();
        }
        request(member, Outcome.CANCELLED);
        return Duration.ofNanos(now - begin);
    }
}
