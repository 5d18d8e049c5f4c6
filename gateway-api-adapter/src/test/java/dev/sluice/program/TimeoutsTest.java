package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Timeouts;
import dev.sluice.message.GrpcTimeout;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** HTTPRouteTimeouts, GEP-1742. */
@ExtendWith(LeakDetection.class)
final class TimeoutsTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicInteger asked = new AtomicInteger();

    /** Answers nothing until the connection is closed. */
    private final RawBackend silent = new RawBackend(peer -> {
        peer.readHead();
        asked.incrementAndGet();
        peer.in().transferTo(OutputStream.nullOutputStream());
    });

    /** Sends a part of its response and no more. */
    private final RawBackend stuck = new RawBackend(peer -> {
        peer.readHead();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        peer.in().transferTo(OutputStream.nullOutputStream());
    });

    private final Programs programs = new Programs().with(Programs.SHOP, silent);

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(silent, stuck);
    }

    @Nested
    final class BeforeTheResponse {

        @Test
        void requestThatTakesTooLongIsAnswered504() {
            assertTimeout(timeouts(SHORT, null), "request_timeout");
            await().until(() -> silent.open() == 0);
        }

        @Test
        void tryThatTakesTooLongIsAnswered504() {
            assertTimeout(timeouts(null, SHORT), "upstream_timeout");
            await().until(() -> silent.open() == 0);
        }

        @Test
        void nearerLimitHolds() {
            assertTimeout(timeouts(SHORT, LONG), "request_timeout");
            assertTimeout(timeouts(LONG, SHORT), "upstream_timeout");
            assertTimeout(timeouts(Duration.ZERO, SHORT), "upstream_timeout");
        }

        @Test
        void slowRequestCountsToo() {
            Flux<ByteBuf> slow =
                    Flux.concat(Flux.just(Unpooled.copiedBuffer("part", StandardCharsets.US_ASCII)), Flux.never());
            ProgramResponse response = programs.run(
                    compile(timeouts(SHORT, null), null),
                    programs.asking("POST").with("Content-Length", "10").body(slow));
            assertThat(response.status().code()).isEqualTo(504);
        }

        private void assertTimeout(Timeouts timeouts, String reason) {
            long begin = System.nanoTime();
            ProgramResponse response = programs.run(compile(timeouts, null), programs.get());
            assertThat(response.status().code()).isEqualTo(504);
            assertThat(response.reason()).isEqualTo(reason);
            assertThat(System.nanoTime() - begin).isBetween(SHORT.toNanos(), LONG.toNanos() / 2);
        }
    }

    @Nested
    final class WithinTheResponse {

        @Test
        void bodyThatTakesTooLongIsBroken() {
            programs.with(Programs.SHOP, stuck);
            for (Timeouts timeouts : new Timeouts[] {timeouts(SHORT, null), timeouts(null, SHORT)}) {
                ProgramResponse response = programs.head(compile(timeouts, null), programs.get());
                assertThat(response.status().code()).isEqualTo(200);
                assertThatThrownBy(() -> response.body()
                                .content()
                                .doOnNext(ByteBuf::release)
                                .blockLast(LONG.dividedBy(2)))
                        .hasRootCauseInstanceOf(Exception.class)
                        .isNotInstanceOf(IllegalStateException.class);
            }
            await().until(() -> stuck.open() == 0);
        }
    }

    @Nested
    final class WithRetries {

        @Test
        void tryThatTookTooLongIsTriedAgain() {
            assertThat(run(timeouts(LONG, SHORT), 2).reason()).isEqualTo("upstream_timeout");
            assertThat(asked).hasValue(3);
        }

        @Test
        void allTriesTogetherStayWithinTheRequest() {
            assertThat(run(timeouts(SHORT.multipliedBy(2), SHORT.minusMillis(20)), 100)
                            .status()
                            .code())
                    .isEqualTo(504);
            assertThat(asked).hasValueBetween(1, 3);
        }

        @Test
        void waitThatWouldTakeTooLongIsNotBegun() {
            RawBackend failing = new RawBackend(peer -> {
                while (peer.readHead()) {
                    peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                }
            });
            programs.with(Programs.SHOP, failing);
            long begin = System.nanoTime();
            Retry patient = new Retry(Set.of(503), 5, LONG);
            ProgramResponse response =
                    programs.run(compile(timeouts(SHORT.multipliedBy(10), null), patient), programs.get());
            assertThat(response.status().code()).isEqualTo(503);
            assertThat(System.nanoTime() - begin)
                    .isLessThan(SHORT.multipliedBy(10).toNanos());
        }

        private ProgramResponse run(Timeouts timeouts, int attempts) {
            return programs.run(compile(timeouts, new Retry(Set.of(), attempts, Duration.ofMillis(1))), programs.get());
        }
    }

    @Nested
    final class Limits {

        @Test
        void ruleThatSaysNothingHasTheGatewaysLimit() {
            TimeLimits limits = TimeLimits.compile(Timeouts.UNSET);
            assertThat(limits.ofTry(limits.ofRequest(EmptyHttpHeaders.INSTANCE)))
                    .isEqualTo(UpstreamRequest.DEFAULT);
        }

        @Test
        void zeroIsNoLimitAtAll() {
            for (Timeouts timeouts : new Timeouts[] {
                timeouts(Duration.ZERO, null), timeouts(null, Duration.ZERO), timeouts(Duration.ZERO, Duration.ZERO)
            }) {
                TimeLimits limits = TimeLimits.compile(timeouts);
                assertThat(limits.ofTry(limits.ofRequest(EmptyHttpHeaders.INSTANCE)))
                        .isEqualTo(UpstreamRequest.UNLIMITED);
            }
        }

        @Test
        void tryEndsWithItsRequest() {
            TimeLimits limits = TimeLimits.compile(timeouts(SHORT, Duration.ofHours(1)));
            long request = limits.ofRequest(EmptyHttpHeaders.INSTANCE);
            assertThat(limits.ofTry(request)).isEqualTo(request);
            assertThat(TimeLimits.passes(request, SHORT.toNanos())).isTrue();
            assertThat(TimeLimits.passes(request, 0)).isFalse();
            assertThat(TimeLimits.passes(TimeLimits.NONE, Long.MAX_VALUE)).isFalse();
        }

        @Test
        void callEndsWhenItsClientWaitsNoLonger() {
            TimeLimits limits = TimeLimits.compile(Timeouts.NONE);
            long deadline = limits.ofRequest(call("100m"));
            assertThat(TimeLimits.passes(deadline, 100_000_000)).isTrue();
            assertThat(TimeLimits.passes(deadline, 0)).isFalse();
            assertThat(limits.ofTry(deadline)).isEqualTo(deadline);
        }

        @Test
        void shorterOfRuleAndClientCounts() {
            TimeLimits limits = TimeLimits.compile(timeouts(SHORT, null));
            assertThat(TimeLimits.passes(limits.ofRequest(call("1H")), SHORT.toNanos()))
                    .isTrue();
            assertThat(TimeLimits.passes(limits.ofRequest(call("1n")), 1)).isTrue();
        }

        @Test
        void timeoutOfWhatIsNoCallIsNone() {
            TimeLimits limits = TimeLimits.compile(Timeouts.NONE);
            HttpHeaders headers = call("1n").set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
            assertThat(limits.ofRequest(headers)).isEqualTo(TimeLimits.NONE);
            assertThat(limits.ofRequest(call("soon"))).isEqualTo(TimeLimits.NONE);
        }

        @Test
        void longestTimeoutIsNotOver() {
            long deadline = TimeLimits.compile(Timeouts.NONE).ofRequest(call("99999999H"));
            assertThat(TimeLimits.passes(deadline, Duration.ofDays(365).toNanos()))
                    .isFalse();
        }

        private static HttpHeaders call(String timeout) {
            return new DefaultHttpHeaders()
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc+proto")
                    .set(GrpcTimeout.HEADER, timeout);
        }

        @Test
        void nearerOfTwoDeadlinesIsFoundBeyondTheEndOfTheClock() {
            assertThat(TimeLimits.nearer(Long.MAX_VALUE - 1, Long.MIN_VALUE + 1))
                    .isEqualTo(Long.MAX_VALUE - 1);
            assertThat(TimeLimits.nearer(TimeLimits.NONE, 5)).isEqualTo(5);
        }
    }

    private static Timeouts timeouts(@Nullable Duration request, @Nullable Duration backendRequest) {
        return new Timeouts(request, backendRequest);
    }

    private RuleProgram compile(Timeouts timeouts, @Nullable Retry retry) {
        return programs.retrying(retry, timeouts);
    }
}
