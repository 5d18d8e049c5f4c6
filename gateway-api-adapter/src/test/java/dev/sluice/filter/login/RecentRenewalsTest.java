package dev.sluice.filter.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A refresh token is used once. */
class RecentRenewalsTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(SECOND);
    private final AtomicInteger used = new AtomicInteger();
    private final RecentRenewals recent = new RecentRenewals(now::get);

    private static LoginSession session(long begun) {
        return new LoginSession(begun, begun, begun, "{}", null, "next");
    }

    /** Counts what is subscribed, which is when a provider is asked. */
    private Mono<LoginSession> use() {
        return Mono.fromSupplier(() -> session(used.incrementAndGet()));
    }

    private LoginSession of(String owner, String token) {
        return Objects.requireNonNull(recent.of(owner, token, this::use).block());
    }

    @Test
    void manyAtOnceGetWhatOneUseGave() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = threads.invokeAll(IntStream.range(0, 200)
                    .<Callable<LoginSession>>mapToObj(_ -> () -> of("shop", "token"))
                    .toList());
            for (var each : all) {
                assertThat(each.get()).isEqualTo(session(1));
            }
        }
        assertThat(used).hasValue(1);
    }

    @Test
    void useIsNotGivenUpWhenTheFirstThatAskedLeaves() {
        var answer = Sinks.<LoginSession>one();
        var left = new AtomicInteger();
        recent.of("shop", "token", () -> answer.asMono().doOnCancel(left::incrementAndGet))
                .subscribe()
                .dispose();

        answer.tryEmitValue(session(7));

        assertThat(of("shop", "token")).isEqualTo(session(7));
        assertThat(left).hasValue(0);
        assertThat(used).hasValue(0);
    }

    @Test
    void anotherTokenAndAnotherOwnerAreUsedThemselves() {
        assertThat(of("shop", "one")).isEqualTo(session(1));
        assertThat(of("shop", "two")).isEqualTo(session(2));
        assertThat(of("blog", "one")).isEqualTo(session(3));
    }

    @Test
    void refusalIsRememberedToo() {
        Mono<LoginSession> refused = recent.of("shop", "token", () -> {
            used.incrementAndGet();
            return Mono.error(new RefusedLogin("invalid_grant", null));
        });
        assertThatThrownBy(refused::block).isInstanceOf(RefusedLogin.class);

        assertThatThrownBy(() -> of("shop", "token")).isInstanceOf(RefusedLogin.class);
        assertThat(used).hasValue(1);
    }

    @Test
    void afterHalfAMinuteNothingIsRemembered() {
        of("shop", "one");
        now.addAndGet(29 * SECOND);
        of("shop", "two");
        assertThat(of("shop", "one")).isEqualTo(session(1));
        now.addAndGet(SECOND);

        assertThat(of("shop", "one")).isEqualTo(session(3));
        assertThat(of("shop", "two")).isEqualTo(session(2));
    }
}
