package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** RetryConstraint of XBackendTrafficPolicy, GEP-3388. */
@ExtendWith(LeakDetection.class)
final class RetryConstraintTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Retry THREE = new Retry(Set.of(500, 503), 3, Duration.ofMillis(1));
    private static final String FAILURE = "HTTP/1.1 500 No\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000);

    private final List<RawBackend> backends = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Programs programs = new Programs();

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(backends.toArray(RawBackend[]::new));
    }

    @Test
    void failingBackendGetsNoMoreThanTheBudget() {
        backend(failing(Integer.MAX_VALUE), Programs.SHOP);
        RuleProgram program = programs.within(only(10, 4), Programs.SHOP, THREE);
        List<Integer> statuses = Flux.range(0, 100)
                .flatMap(i -> programs.start(program, programs.get()), 20)
                .flatMap(response -> response.body()
                        .content()
                        .doOnNext(part -> part.release())
                        .then()
                        .thenReturn(response.status().code()))
                .collectList()
                .block(Programs.PATIENCE);
        assertThat(statuses).hasSize(100).contains(503);
        assertThat(asked.get()).isBetween(100 + 4, 100 + 10);
        assertThat(programs.counters().repeats()).isEqualTo(asked.get() - 100);
        assertThat(programs.counters().overBudget()).isGreaterThan(80);
        assertThat(programs.counters().refusedRetries()).isZero();
    }

    @Test
    void requestOverBudgetIsAnsweredForItselfAndItsConnectionStays() {
        RawBackend backend = backend(failing(Integer.MAX_VALUE), Programs.SHOP);
        RuleProgram program = programs.within(only(0, 1), Programs.SHOP, THREE);
        ProgramResponse response = programs.run(program, programs.get());
        assertThat(response.status().code()).isEqualTo(503);
        assertThat(response.reason()).isEqualTo("retry_budget");
        assertThat(response.headers().get("retry-after")).isEqualTo("1");
        assertThat(asked).hasValue(2);
        assertThat(backend.opened()).isEqualTo(1);
    }

    @Test
    void unreachableBackendIsNotTriedMoreOftenThanTheBudgetAllows() throws IOException {
        Programs.refuse(backend(_ -> {}, Programs.SHOP));
        RuleProgram program = programs.within(only(0, 5), Programs.SHOP, null);
        List<String> reasons = IntStream.range(0, 10)
                .mapToObj(_ -> programs.run(program, programs.get()).reason())
                .toList();
        assertThat(reasons.subList(0, 2)).containsOnly("upstream_connect");
        assertThat(reasons.subList(2, 10)).containsOnly("retry_budget");
        assertThat(programs.counters().repeats()).isEqualTo(5);
    }

    @Test
    void sparseFailuresAreAllRetried() {
        backend(
                peer -> {
                    while (peer.readHead()) {
                        peer.write(asked.getAndIncrement() % 10 == 9 ? FAILURE : RawBackend.OK);
                    }
                },
                Programs.SHOP);
        RuleProgram program = programs.within(only(20, 1), Programs.SHOP, THREE);
        for (int i = 0; i < 200; i++) {
            assertThat(programs.run(program, programs.get()).status().code()).isEqualTo(200);
        }
        assertThat(programs.counters().repeats()).isGreaterThan(10);
    }

    @Test
    void lastAttemptThatFailsIsForwardedWithinTheBudget() {
        backend(failing(Integer.MAX_VALUE), Programs.SHOP);
        ProgramResponse response = programs.run(programs.within(only(0, 3), Programs.SHOP, THREE), programs.get());
        assertThat(response.status().code()).isEqualTo(500);
        assertThat(asked).hasValue(4);
    }

    @Test
    void rulesAndPortsOfOneServiceShareABudget() {
        BackendId other = new BackendId("default", "shop", 81);
        backend(failing(Integer.MAX_VALUE), Programs.SHOP);
        backend(failing(Integer.MAX_VALUE), other);
        backend(failing(Integer.MAX_VALUE), Programs.CART);
        assertThat(status(programs.within(only(0, 3), Programs.SHOP, THREE))).isEqualTo(500);
        assertThat(status(programs.within(only(0, 3), other, THREE))).isEqualTo(503);
        assertThat(status(programs.within(only(0, 3), Programs.CART, THREE))).isEqualTo(500);
        assertThat(asked).hasValue(4 + 1 + 4);
    }

    @Test
    void changedLimitCountsFromZero() {
        backend(failing(Integer.MAX_VALUE), Programs.SHOP);
        RuleProgram before = programs.within(only(0, 3), Programs.SHOP, THREE);
        assertThat(status(before)).isEqualTo(500);
        assertThat(status(programs.within(only(0, 3), Programs.SHOP, THREE))).isEqualTo(503);
        assertThat(status(programs.within(only(0, 4), Programs.SHOP, THREE))).isEqualTo(500);
        assertThat(status(before)).isEqualTo(503);
    }

    private int status(RuleProgram program) {
        return programs.run(program, programs.get()).status().code();
    }

    /** A percentage, and a number of retries for the whole test. */
    private static RetryAllowance only(int percent, int minimum) {
        return new RetryAllowance(percent, HOUR, minimum, HOUR);
    }

    private RawBackend backend(RawBackend.Script script, BackendId id) {
        RawBackend backend = new RawBackend(script);
        backends.add(backend);
        programs.with(id, backend);
        return backend;
    }

    private RawBackend.Script failing(int times) {
        return peer -> {
            while (peer.readHead()) {
                peer.write(asked.getAndIncrement() < times ? FAILURE : RawBackend.OK);
            }
        };
    }
}
