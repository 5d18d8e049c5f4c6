package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.session.SessionUse;
import dev.sluice.testkit.LeakDetection;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a session ends. Source: SessionPersistence.absoluteTimeout, idleTimeout. */
@ExtendWith(LeakDetection.class)
final class SessionTimeoutsTest extends SessionFixture {

    @Nested
    final class ASession {

        private final Client client = new Client(
                program(persistence(new Carrier.Cookie("s", "/", true), HOUR, Duration.ofMinutes(10), Scope.RULE)));

        private void pass(Duration time) {
            clock.addAndGet(time.toMillis());
        }

        @Test
        void endsByItsAbsoluteTimeoutHoweverMuchItIsUsed() {
            client.ask();
            for (int i = 0; i < 11; i++) {
                pass(Duration.ofMinutes(5));
                client.ask();
            }
            assertThat(sessions.counters().begun()).isEqualTo(1);
            pass(Duration.ofMinutes(5));
            client.ask();
            assertThat(sessions.counters().begun()).isEqualTo(2);
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void endsWhenItIsIdleForTooLong() {
            client.ask();
            pass(Duration.ofMinutes(10));
            client.ask();
            assertThat(sessions.counters().begun()).isEqualTo(2);
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void isRenewedOnceInATenthOfItsIdleTimeout() {
            client.ask();
            for (int i = 0; i < 60; i++) {
                pass(Duration.ofSeconds(10));
                client.ask();
            }
            assertThat(client.issued).isEqualTo(1 + 10);
        }

        @Test
        void goesOnWhereAnotherReplicaSawIt() {
            client.ask();
            pass(Duration.ofMinutes(11));
            ledger.there = true;
            ledger.seenElsewhere = Instant.ofEpochMilli(clock.get()).minusSeconds(60);
            client.ask();
            assertThat(sessions.counters().continued()).isEqualTo(1);
            ledger.seenElsewhere = Instant.ofEpochMilli(clock.get());
            pass(Duration.ofMinutes(10));
            client.ask();
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void endsWhereNoReplicaKnowsIt() {
            client.ask();
            pass(Duration.ofMinutes(11));
            ledger.there = true;
            client.ask();
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void endsWhenItIsRevoked() {
            client.ask();
            ledger.revoked.add(ledger.uses.getLast().id());
            client.ask();
            assertThat(sessions.counters().revoked()).isEqualTo(1);
            assertThat(client.issued).isEqualTo(2);
        }

        @Test
        void isToldToTheLedgerWithItsEndpoint() {
            String endpoint = client.ask();
            pass(Duration.ofMinutes(2));
            client.ask();
            assertThat(ledger.uses).hasSize(2).allMatch(use -> endpoint.equals(use.backend() + " " + use.endpoint()));
            SessionUse first = ledger.uses.getFirst();
            SessionUse second = ledger.uses.getLast();
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(second.begun()).isEqualTo(first.begun()).isEqualTo(first.at());
            assertThat(second.at()).isEqualTo(first.at().plus(Duration.ofMinutes(2)));
            assertThat(first.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
            assertThat(first.absoluteTimeout()).isEqualTo(HOUR);
        }

        @Test
        void tellsBrowsersWhatIsLeftOfIt() {
            ProgramResponse first = programs.run(client.program, programs.get());
            assertThat(first.headers().get("Set-Cookie")).contains("; Max-Age=3600;");
            client.token = first.headers().get("Set-Cookie").split(";", 2)[0];
            pass(Duration.ofMinutes(9));
            ProgramResponse renewed =
                    programs.run(client.program, programs.get().with("Cookie", requireNonNull(client.token)));
            assertThat(renewed.headers().get("Set-Cookie")).contains("; Max-Age=3060;");
        }

        @Test
        void ofTheNewFormEndsWithinItsBackend() {
            Client other = new Client(program(persistence(COOKIE, null, Duration.ofMinutes(10), Scope.BACKEND)));
            other.ask();
            pass(Duration.ofMinutes(10));
            other.ask();
            assertThat(sessions.counters().expired()).isEqualTo(1);
            assertThat(sessions.counters().begun()).isEqualTo(2);
        }
    }
}
