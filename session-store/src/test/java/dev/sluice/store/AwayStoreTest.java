package dev.sluice.store;

import static dev.sluice.store.Replicas.CAP;
import static dev.sluice.store.Sessions.CART;
import static dev.sluice.store.Sessions.FIRST;
import static dev.sluice.store.Sessions.SECOND;
import static dev.sluice.store.Sessions.now;
import static dev.sluice.store.Sessions.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.session.SessionId;
import dev.sluice.store.SessionControl.Reach;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** No request waits longer than the cap, whatever Redis does; and all is well again when Redis is. */
@NeedsProgram("redis-server")
final class AwayStoreTest {

    /** For timers and threads of a machine that does other things too. */
    private static final Duration SLACK = Duration.ofMillis(150);

    /** A call that does no I/O. */
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private final Replicas replicas = new Replicas();
    private final RedisServer redis = RedisServer.started();

    @AfterEach
    void close() {
        replicas.close();
        redis.close();
    }

    /** What a Redis suffers. */
    enum Trouble {
        KILLED("connect"),
        FROZEN(""),
        FULL("out of memory"),
        READ_ONLY("read-only replica");

        /** Of how it is explained. */
        private final String word;

        Trouble(String word) {
            this.word = word;
        }

        void begin(RedisServer server) {
            switch (this) {
                case KILLED -> server.kill();
                case FROZEN -> server.freeze();
                case FULL -> server.command("CONFIG", "SET", "maxmemory", "1");
                case READ_ONLY -> server.command("REPLICAOF", "127.0.0.1", "1");
            }
        }

        void end(RedisServer server) {
            switch (this) {
                case KILLED -> server.start();
                case FROZEN -> server.thaw();
                case FULL -> server.command("CONFIG", "SET", "maxmemory", "0");
                case READ_ONLY -> server.command("REPLICAOF", "NO", "ONE");
            }
        }
    }

    private static Duration time(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String problem(SpringSessionLedger ledger) {
        return Objects.requireNonNullElse(ledger.state().problem(), "");
    }

    @Nested
    class ARequest {

        @ParameterizedTest
        @EnumSource
        void waitsNoLongerThanTheCapAndSoonNotAtAll(Trouble trouble) {
            SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(redis));

            trouble.begin(redis);

            Stream.generate(Sessions::any).takeWhile(_ -> ledger.remembers()).forEach(id -> {
                assertThat(time(() -> ledger.lastUse(id).block())).isLessThan(CAP.plus(SLACK));
                ledger.used(use(id, FIRST, now()));
            });
            SessionId id = Sessions.any();
            assertThat(time(() -> ledger.lastUse(id).block())).isLessThan(CAP);
            await().until(() -> problem(ledger).contains(trouble.word));
            trouble.end(redis);
            await().until(ledger::remembers);
        }

        @Test
        void isAnsweredFromThisProcessMeanwhile() {
            SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(redis));
            SessionId id = Sessions.any();
            Instant at = now();
            ledger.used(use(id, FIRST, at));
            await().until(() -> ledger.state().pending() == 0);

            redis.kill();
            await().until(() -> !ledger.remembers());

            assertThat(ledger.lastUse(id).block()).isEqualTo(at);
        }

        @Test
        void neverBlocksItsThread() {
            SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(redis));
            redis.freeze();

            int calls = 0;
            int slow = 0;
            while (ledger.remembers()) {
                SessionId id = Sessions.any();
                Duration taken = time(() -> {
                    ledger.lastUse(id).subscribe();
                    ledger.used(use(id, FIRST, now()));
                });
                calls++;
                slow += taken.compareTo(AT_ONCE) < 0 ? 0 : 1;
            }

            // But for what else the machine does.
            assertThat(slow).isLessThan(1 + calls / 10);
        }

        @Test
        void isAnsweredInTimeByASlowRedis() throws IOException {
            try (var proxy = new SlowProxy(redis.port())) {
                SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(proxy.port(), null));

                proxy.delay(Duration.ofMillis(500));

                await().until(() -> {
                    assertThat(time(() -> ledger.lastUse(Sessions.any()).block()))
                            .isLessThan(CAP.plus(SLACK));
                    return !ledger.remembers();
                });
                assertThat(problem(ledger)).contains("does not answer in time");
                proxy.delay(Duration.ZERO);
                await().until(ledger::remembers);
            }
        }
    }

    @Nested
    class ALastUse {

        @ParameterizedTest
        @EnumSource
        void isWrittenWhenRedisIsBack(Trouble trouble) {
            SpringSessionLedger here = replicas.connected(LettuceConnections.to(redis));
            trouble.begin(redis);
            SessionId id = Sessions.any();
            Instant at = now();
            here.used(use(id, FIRST, at));
            await().until(() -> !here.remembers());

            trouble.end(redis);

            SpringSessionLedger there = replicas.connected(LettuceConnections.to(redis));
            await().untilAsserted(() -> assertThat(there.lastUse(id).block()).isEqualTo(at));
        }

        @Test
        void isDroppedWhenTooManyWait() {
            redis.kill();
            var settings = new StoreSettings(CAP, Duration.ofMillis(50), 100, Duration.ofHours(1), Duration.ofDays(1));
            SpringSessionLedger ledger = replicas.started(LettuceConnections.to(redis), settings);

            for (int i = 0; i < 1000; i++) {
                ledger.used(use(Sessions.any(), FIRST, now()));
            }

            await().until(() -> ledger.state().pending() <= 100);
        }
    }

    @Nested
    class ARevocation {

        @Test
        void holdsHereAtOnceAndElsewhereWhenRedisIsBack() {
            SpringSessionLedger here = replicas.connected(LettuceConnections.to(redis));
            SpringSessionLedger there = replicas.connected(LettuceConnections.to(redis));
            SessionId id = Sessions.any();
            Instant begun = now();
            redis.kill();
            await().until(() -> !here.remembers());

            assertThat(here.revoke(id).block()).isEqualTo(Reach.THIS_REPLICA);
            assertThat(here.isRevoked(id, CART, FIRST, begun)).isTrue();
            assertThat(there.isRevoked(id, CART, FIRST, begun)).isFalse();
            redis.start();

            await().until(() -> there.isRevoked(id, CART, FIRST, begun));
        }

        @Test
        void survivesARedisThatRestartsEmpty() {
            SpringSessionLedger here = replicas.connected(LettuceConnections.to(redis));
            Instant begun = now();
            here.revoke("shop/cart:8080", "10.0.0.2:8080").block();
            redis.kill();
            redis.start();

            await().until(() -> redis.command("HLEN", "sluice:revocations").equals("2"));

            SpringSessionLedger later = replicas.connected(LettuceConnections.to(redis));
            assertThat(later.isRevoked(Sessions.any(), CART, SECOND, begun)).isTrue();
        }

        @Test
        void isReadFromARedisThatCannotBeWritten() {
            SessionId id = Sessions.any();
            Instant begun = now();
            replicas.connected(LettuceConnections.to(redis)).revoke(id).block();
            redis.command("CONFIG", "SET", "maxmemory", "1");

            SpringSessionLedger there = replicas.started(LettuceConnections.to(redis));

            await().until(() -> there.isRevoked(id, CART, FIRST, begun));
            assertThat(there.remembers()).isFalse();
        }
    }

    @Nested
    class AStart {

        @Test
        void needsNoRedis() {
            redis.kill();

            var started = new SpringSessionLedger[1];
            assertThat(time(() -> started[0] = replicas.started(LettuceConnections.to(redis))))
                    .isLessThan(Duration.ofSeconds(2));

            assertThat(started[0].lastUse(Sessions.any()).blockOptional()).isEqualTo(Optional.empty());
            redis.start();
            await().until(started[0]::remembers);
        }

        @Test
        void explainsAWrongPasswordAndRecovers() {
            redis.command("CONFIG", "SET", "requirepass", "right");
            SpringSessionLedger ledger = replicas.started(LettuceConnections.to(redis.port(), "other-secret"));

            await().until(() -> problem(ledger).contains("refuses the credentials"));
            assertThat(problem(ledger)).doesNotContain("other-secret");
            redis.command("-a", "right", "CONFIG", "SET", "requirepass", "other-secret");

            await().until(ledger::remembers);
        }

        @Test
        void explainsAMissingPassword() {
            redis.command("CONFIG", "SET", "requirepass", "right");
            SpringSessionLedger ledger = replicas.started(LettuceConnections.to(redis));

            await().until(() -> problem(ledger).contains("refuses the credentials"));
        }
    }

    @Nested
    class TheLog {

        private final Logger logger = (Logger) LoggerFactory.getLogger(StoreWorker.class);
        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

        @BeforeEach
        void listen() {
            logger.setLevel(Level.INFO);
            lines.list = new CopyOnWriteArrayList<>();
            lines.start();
            logger.addAppender(lines);
        }

        @AfterEach
        void leave() {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }

        @Test
        void saysOnceThatRedisIsAwayAndOnceThatItIsBack() {
            SpringSessionLedger ledger = replicas.connected(LettuceConnections.to(redis));

            redis.kill();
            await().until(() -> !ledger.remembers());
            for (int probes = 0; probes < 3; probes++) {
                long before = ledger.state().failures();
                await().until(() -> ledger.state().failures() > before);
            }
            redis.start();
            await().until(() -> lines.list.size() > 1);

            assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .satisfiesExactly(
                            away -> assertThat(away).startsWith("Sessions: Redis is away: "),
                            back -> assertThat(back).startsWith("Sessions: Redis is back"));
        }
    }
}
