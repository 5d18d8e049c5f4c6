package dev.sluice.store;

import static dev.sluice.store.Sessions.CART;
import static dev.sluice.store.Sessions.FIRST;
import static dev.sluice.store.Sessions.IDLE;
import static dev.sluice.store.Sessions.SECOND;
import static dev.sluice.store.Sessions.THIRD;
import static dev.sluice.store.Sessions.now;
import static dev.sluice.store.Sessions.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.session.SessionId;
import dev.sluice.store.SessionControl.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What holds with every server that speaks Redis's protocol. */
abstract class SessionStoreLaws {

    /** Of a poll, with room for a slow machine; the law is one second. */
    private static final Duration EVERYWHERE = Duration.ofSeconds(1);

    private final Replicas replicas = new Replicas();

    /** A server; another test may have left sessions of its own in it. */
    abstract LettuceConnectionFactory redis();

    @AfterEach
    void closeReplicas() {
        replicas.close();
    }

    private SpringSessionLedger replica() {
        return replicas.connected(redis());
    }

    @Nested
    class ALastUse {

        @Test
        void isKnownToAnotherReplica() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            SessionId id = Sessions.any();
            Instant at = now();

            here.used(use(id, FIRST, at));

            await().untilAsserted(() -> assertThat(there.lastUse(id).block()).isEqualTo(at));
        }

        @Test
        void movesOnWithTheNextUse() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            SessionId id = Sessions.any();
            Instant first = now();
            here.used(use(id, FIRST, first));
            await().until(() -> there.lastUse(id).blockOptional().isPresent());

            here.used(use(id, FIRST, first.plusSeconds(5)));

            await().untilAsserted(() -> assertThat(there.lastUse(id).block()).isEqualTo(first.plusSeconds(5)));
        }

        @Test
        void isUnknownOfASessionThatNobodyUsed() {
            assertThat(replica().lastUse(Sessions.any()).blockOptional()).isEmpty();
        }

        @Test
        void isForgottenAfterTheIdleTimeout() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            SessionId id = Sessions.any();
            here.used(use(id, FIRST, now(), Duration.ofSeconds(5), null));
            await().until(() -> there.lastUse(id).blockOptional().isPresent());

            await().until(() -> there.lastUse(id).blockOptional().isEmpty());
        }

        /** Spring Session's own lookup deletes what it does not find. */
        @Test
        void isNotLostToALookupWhileItIsWritten() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            await().until(() -> here.remembers() && there.remembers());
            for (int i = 0; i < 20; i++) {
                SessionId id = Sessions.any();
                here.used(use(id, FIRST, now()));

                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> there.lastUse(id).blockOptional().isPresent());
            }
        }

        @Test
        void isWrittenWhenItsReplicaStops() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            SessionId id = Sessions.any();

            here.used(use(id, FIRST, now()));
            replicas.stop(here);

            assertThat(there.lastUse(id).blockOptional()).isPresent();
        }
    }

    @Nested
    class ARevokedSession {

        @Test
        void isRevokedInEveryReplicaWithinASecond() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            SessionId id = Sessions.any();
            SessionId other = Sessions.any();
            Instant begun = now();

            assertThat(here.revoke(id).block()).isEqualTo(Reach.ALL_REPLICAS);

            assertThat(here.isRevoked(id, CART, FIRST, begun)).isTrue();
            await().atMost(EVERYWHERE).until(() -> there.isRevoked(id, CART, FIRST, begun));
            assertThat(there.isRevoked(other, CART, FIRST, begun)).isFalse();
        }

        @Test
        void isRevokedInAReplicaThatStartsLater() {
            SessionId id = Sessions.any();
            Instant begun = now();
            replica().revoke(id).block();

            assertThat(replica().isRevoked(id, CART, FIRST, begun)).isTrue();
        }
    }

    @Nested
    class ARevokedEndpoint {

        @Test
        void losesItsSessionsInEveryReplicaAndMayGetNewOnes() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            SessionId id = Sessions.any();
            Instant begun = now();

            here.revoke("shop/cart:8080", "10.0.0.3:8080").block();

            await().atMost(EVERYWHERE).until(() -> there.isRevoked(id, CART, THIRD, begun));
            assertThat(there.isRevoked(id, CART, FIRST, begun)).isFalse();
            assertThat(there.isRevoked(id, CART, THIRD, Instant.now().plusSeconds(1)))
                    .isFalse();
        }
    }

    @Nested
    class TheCount {

        @Test
        void isOfBackendAndEndpointWithoutRevokedSessions() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            var ids = new ArrayList<SessionId>();
            for (int i = 0; i < 5; i++) {
                SessionId id = Sessions.any();
                ids.add(id);
                here.used(use(id, i < 3 ? FIRST : SECOND, now()));
            }
            await().until(() -> Map.of("10.0.0.1:8080", 3L, "10.0.0.2:8080", 2L).equals(counts(there)));

            here.revoke(ids.getFirst()).block();
            there.revoke("shop/cart:8080", "10.0.0.2:8080").block();

            await().until(() -> counts(there).equals(Map.of("10.0.0.1:8080", 2L)));
            ids.forEach(id -> here.revoke(id).block());
            await().until(() -> counts(there).isEmpty());
        }

        private Map<String, Long> counts(SpringSessionLedger ledger) {
            SessionCounts counts = Objects.requireNonNull(ledger.sessions().block());
            assertThat(counts.complete()).isTrue();
            return counts.backends().stream()
                    .filter(it -> it.backend().equals("shop/cart:8080"))
                    .flatMap(it -> it.endpoints().stream())
                    .collect(Collectors.toMap(SessionCounts.OfEndpoint::endpoint, SessionCounts.OfEndpoint::sessions));
        }
    }

    @Nested
    class ManySessions {

        @Test
        void areWrittenOnceEachHoweverOftenTheyAreUsed() {
            SpringSessionLedger here = replica();
            SpringSessionLedger there = replica();
            List<SessionId> ids = Stream.generate(Sessions::any).limit(2000).toList();
            Instant at = now();
            for (int use = 0; use < 20; use++) {
                for (SessionId id : ids) {
                    here.used(use(id, FIRST, at.plusMillis(use), IDLE, null));
                }
            }
            await().until(() -> here.state().pending() == 0);

            // A lookup that a slow machine does not answer in time says nothing.
            ids.forEach(id -> await().pollDelay(Duration.ZERO)
                    .untilAsserted(() -> assertThat(there.lastUse(id).block()).isEqualTo(at.plusMillis(19))));
        }
    }
}
