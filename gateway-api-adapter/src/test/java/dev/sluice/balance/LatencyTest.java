package dev.sluice.balance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatencyTest extends BalancerFixture {

    private final Latency latency = new Latency();

    private void add(int times, Duration took) {
        IntStream.range(0, times).forEach(_ -> latency.add(took.toNanos()));
    }

    @Test
    void withoutAResponseThereIsNone() {
        assertThat(latency.recent()).isNull();
        assertThat(latency.responses()).isZero();
    }

    @Test
    void ofFewResponsesIsTheirMean() {
        add(1, Duration.ofMillis(9));
        add(1, Duration.ofMillis(1));
        add(1, Duration.ofMillis(2));

        assertThat(latency.recent()).isBetween(Duration.ofNanos(3_999_990), Duration.ofNanos(4_000_010));
        assertThat(latency.responses()).isEqualTo(3);
        assertThat(latency.nanos()).isEqualTo(12_000_000);
    }

    @Test
    void forgetsWhatIsLongAgo() {
        add(1000, Duration.ofMillis(100));
        add(400, Duration.ofMillis(1));

        assertThat(latency.recent()).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void oneSlowResponseIsNotAllOfIt() {
        add(200, Duration.ofMillis(1));
        add(1, Duration.ofSeconds(1));

        assertThat(latency.recent()).isLessThan(Duration.ofMillis(20));
    }

    @Test
    void ofManyThreadsNoResponseIsLost() throws InterruptedException {
        var threads = Stream.generate(() -> Thread.ofPlatform().start(() -> add(10_000, Duration.ofNanos(3))))
                .limit(4)
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(latency.responses()).isEqualTo(40_000);
        assertThat(latency.nanos()).isEqualTo(120_000);
        assertThat(latency.recent()).isEqualTo(Duration.ofNanos(3));
    }

    @Test
    void ofAnEndpointIsKeptWhileTheEndpointIsThere() {
        balancer.update(List.of(A, B), List.of());
        var ofA = requireNonNull(balancer.latency(A));
        balancer.update(List.of(B), List.of(A));
        assertThat(balancer.latency(A)).isSameAs(ofA);

        balancer.update(List.of(B), List.of());
        assertThat(balancer.latency(A)).isNull();
    }
}
