package dev.sluice.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Listings of everything, one at a time. Who may ask at all is shown on real sockets, by ManagementPeersTest. */
final class EndpointGuardTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final WebFilterChain NEVER_ENDS = _ -> Mono.never();

    private final EndpointGuard guard = new EndpointGuard("/actuator", _ -> true, false);

    private static MockServerWebExchange get(String path) {
        return MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.GET, URI.create(path)));
    }

    private HttpStatus status(String path) {
        var exchange = get(path);
        guard.filter(exchange, served -> {
                    served.getResponse().setStatusCode(HttpStatus.OK);
                    return served.getResponse().setComplete();
                })
                .block(PATIENCE);
        return (HttpStatus) Objects.requireNonNull(exchange.getResponse().getStatusCode());
    }

    @Test
    void aSecondListingWaitsForOneThatIsAboutToEnd() {
        Sinks.Empty<Void> end = Sinks.empty();
        guard.filter(get("/actuator/gateway"), _ -> end.asMono()).subscribe();
        var second = get("/actuator/gateway/routes");
        var served = guard.filter(second, exchange -> {
                    exchange.getResponse().setStatusCode(HttpStatus.OK);
                    return exchange.getResponse().setComplete();
                })
                .toFuture();
        end.tryEmitEmpty().orThrow();

        assertThat(served).succeedsWithin(PATIENCE);
        assertThat(second.getResponse().getStatusCode()).isEqualTo(HttpStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/sluice/config",
                "/actuator/sluice/status",
                "/actuator/sluice/%63onfig",
                "/actuator/gateway/routes"
            })
    void aSecondListingIsRefusedWhileOneIsServed(String path) {
        Disposable first =
                guard.filter(get("/actuator/sluice/config"), NEVER_ENDS).subscribe();
        var second = get(path);
        guard.filter(second, NEVER_ENDS).block(PATIENCE);
        assertThat(second.getResponse().getStatusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
        assertThat(second.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");

        first.dispose();
        assertThat(status(path)).isEqualTo(HttpStatus.OK);
        assertThat(status(path)).isEqualTo(HttpStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/prometheus",
                "/actuator/sluice",
                "/actuator/sluice/explain",
                "/shop"
            })
    void whatIsShortIsNotHeldUp(String path) {
        Disposable first =
                guard.filter(get("/actuator/sluice/config"), NEVER_ENDS).subscribe();
        assertThat(status(path)).isEqualTo(HttpStatus.OK);
        first.dispose();
    }

    @Test
    void readerThatIsTooSlowIsLeft() {
        var cancelled = new AtomicInteger();
        var impatient = new EndpointGuard("/actuator", _ -> true, false, Duration.ofMillis(20));
        // The next one is let in a moment after the one before has its answer.
        await().atMost(PATIENCE).until(() -> {
            impatient
                    .filter(
                            get("/actuator/sluice/config"),
                            _ -> Mono.<Void>never().doOnCancel(cancelled::incrementAndGet))
                    .block(PATIENCE);
            return cancelled.get() == 2;
        });
    }

    @Test
    void failedListingLetsTheNextIn() {
        guard.filter(get("/actuator/sluice/config"), _ -> Mono.error(new IllegalStateException("test")))
                .onErrorComplete()
                .block(PATIENCE);
        assertThat(status("/actuator/sluice/config")).isEqualTo(HttpStatus.OK);
    }
}
