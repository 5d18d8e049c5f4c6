package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.upstream.TlsFailure.Kind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An operator reads once what is wrong, and once that it is good again, however many requests there are. */
final class TlsTroublesTest {

    private static final Endpoint ONE = new Endpoint("10.0.0.1", 443);
    private static final Endpoint TWO = new Endpoint("10.0.0.2", 443);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TlsTroubles.class);
    private final AtomicLong now = new AtomicLong();
    private final TlsTroubles troubles = new TlsTroubles(new BackendId("default", "shop", 443), now::get);

    @BeforeEach
    void begin() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void end() {
        logger.setLevel(null);
        logger.detachAppender(log);
    }

    private void fails(Endpoint endpoint, Kind kind) {
        for (int i = 0; i < 100; i++) {
            troubles.failed(endpoint, new TlsFailure(kind, "it is so"));
        }
    }

    private List<String> lines() {
        List<String> lines = log.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
        log.list.clear();
        return lines;
    }

    @Test
    void causeIsToldOnceForAllEndpoints() {
        fails(ONE, Kind.EXPIRED);
        fails(TWO, Kind.EXPIRED);
        assertThat(lines())
                .containsExactly("WARN TLS with default/shop:443 at 10.0.0.1:443 fails: it is so;"
                        + " its requests are answered 502. Renew the certificate");
        now.addAndGet(TimeUnit.DAYS.toNanos(1));
        fails(ONE, Kind.EXPIRED);
        assertThat(lines()).isEmpty();
    }

    @Test
    void otherCauseIsTold() {
        fails(ONE, Kind.EXPIRED);
        fails(ONE, Kind.WRONG_NAME);
        assertThat(lines()).hasSize(2);
    }

    @Test
    void endpointIsGoodAgainOnce() {
        fails(ONE, Kind.EXPIRED);
        lines();
        troubles.good(TWO);
        assertThat(lines()).isEmpty();
        troubles.good(ONE);
        troubles.good(ONE);
        assertThat(lines()).containsExactly("INFO TLS with default/shop:443 at 10.0.0.1:443 is good again");
    }

    @Test
    void endpointThatComesAndGoesIsToldOnceAMinute() {
        for (int i = 0; i < 100; i++) {
            fails(ONE, Kind.EXPIRED);
            troubles.good(ONE);
        }
        assertThat(lines()).hasSize(2);
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        fails(ONE, Kind.EXPIRED);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void endpointThatIsGoneSaysNothingOfOthers() {
        fails(ONE, Kind.EXPIRED);
        troubles.retain(List.of(ONE, TWO));
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        fails(TWO, Kind.EXPIRED);
        assertThat(lines()).hasSize(1);
        troubles.retain(List.of(TWO));
        fails(TWO, Kind.EXPIRED);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void whatFailsByAnotherProfileIsNews() {
        fails(ONE, Kind.EXPIRED);
        troubles.forget();
        fails(ONE, Kind.EXPIRED);
        assertThat(lines()).hasSize(2);
    }
}
