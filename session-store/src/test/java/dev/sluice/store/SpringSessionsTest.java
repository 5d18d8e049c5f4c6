package dev.sluice.store;

import static dev.sluice.store.Sessions.FIRST;
import static dev.sluice.store.Sessions.SECOND;
import static dev.sluice.store.Sessions.use;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.SessionId;
import dev.sluice.session.SessionUse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.session.ReactiveMapSessionRepository;
import reactor.core.publisher.Mono;

final class SpringSessionsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final SpringSessions sessions = new SpringSessions(
            _ -> new ReactiveMapSessionRepository(new ConcurrentHashMap<>()), _ -> Mono.empty(), DAY);
    private final SessionId id = Sessions.any();

    private SessionUse at(Endpoint endpoint, Instant time, @Nullable Duration idle) {
        return new SessionUse(id, Sessions.CART, endpoint, NOON, time, idle, null);
    }

    @Nested
    class ASession {

        private Instant end(@Nullable Duration idle, @Nullable Duration absolute) {
            return sessions.end(new SessionUse(id, Sessions.CART, FIRST, NOON, NOON.plus(HOUR), idle, absolute));
        }

        @Test
        void endsAfterItsIdleTimeoutOrAtItsAbsoluteTimeout() {
            assertThat(end(HOUR, null)).isEqualTo(NOON.plus(HOUR.multipliedBy(2)));
            assertThat(end(null, DAY)).isEqualTo(NOON.plus(DAY));
            assertThat(end(HOUR, DAY)).isEqualTo(NOON.plus(HOUR.multipliedBy(2)));
            assertThat(end(DAY, HOUR)).isEqualTo(NOON.plus(HOUR));
        }

        @Test
        void withoutTimeoutsIsRememberedForATimeAfterItsLastUse() {
            assertThat(end(null, null)).isEqualTo(NOON.plus(HOUR).plus(DAY));
        }
    }

    @Nested
    class AUse {

        @Test
        void isWrittenEachTimeWhereThereIsAnIdleTimeout() {
            assertThat(sessions.isWorthWriting(at(FIRST, NOON, HOUR), at(FIRST, NOON.plusMillis(1), HOUR)))
                    .isTrue();
        }

        @Test
        void isWrittenOnceInATenthOfTheTimeWhereThereIsNone() {
            Instant tenth = NOON.plus(DAY.dividedBy(10));

            assertThat(sessions.isWorthWriting(at(FIRST, NOON, null), at(FIRST, tenth.minusMillis(1), null)))
                    .isFalse();
            assertThat(sessions.isWorthWriting(at(FIRST, NOON, null), at(FIRST, tenth, null)))
                    .isTrue();
        }

        @Test
        void isWrittenWhereTheSessionMoved() {
            assertThat(sessions.isWorthWriting(at(FIRST, NOON, null), at(SECOND, NOON.plusMillis(1), null)))
                    .isTrue();
            assertThat(sessions.isWorthWriting(
                            use(id, FIRST, NOON, null, null), use(id, FIRST, NOON.plusSeconds(1), null, null)))
                    .isTrue();
        }
    }
}
