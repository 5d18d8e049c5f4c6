package dev.sluice.store;

import dev.sluice.session.SessionId;
import dev.sluice.session.SessionUse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.springframework.session.MapSession;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.UuidSessionIdGenerator;
import reactor.core.publisher.Mono;

/**
 * Sessions of the gateway as sessions of Spring Session, under the same ids.
 */
final class SpringSessions {

    /** While a session is remembered. */
    private static final int REFRESHES = 10;

    private final Function<SessionIdGenerator, ReactiveSessionRepository<?>> repositories;
    private final ReactiveSessionRepository<?> stored;
    private final Function<String, Mono<MapSession>> reader;
    private final Duration sessionTime;

    /**
     * @param repositories one repository for each session that is written, because a repository names its sessions
     *     itself; all of them are one store
     * @param reader finds a session in that store by its id, and leaves the store as it is
     * @param sessionTime how long a session without any timeout is remembered after its last use
     */
    SpringSessions(
            Function<SessionIdGenerator, ReactiveSessionRepository<?>> repositories,
            Function<String, Mono<MapSession>> reader,
            Duration sessionTime) {
        this.repositories = repositories;
        this.reader = reader;
        this.stored = repositories.apply(UuidSessionIdGenerator.getInstance());
        this.sessionTime = sessionTime;
    }

    /** Writes all that is known of a session, so that it does not matter whether the store has it. */
    Mono<Void> write(SessionUse use) {
        return Detached.of(write(use, repositories.apply(use.id()::toString)));
    }

    private <S extends Session> Mono<Void> write(SessionUse use, ReactiveSessionRepository<S> repository) {
        return repository.createSession().flatMap(session -> {
            session.setLastAccessedTime(use.at());
            session.setMaxInactiveInterval(wholeSeconds(timeToLive(use)));
            StoredPin.of(use).writeTo(session);
            return repository.save(session);
        });
    }

    Mono<Instant> lastUse(SessionId id) {
        return Detached.of(reader.apply(id.toString()).map(Session::getLastAccessedTime));
    }

    /** @param id as the store has it */
    Mono<StoredPin> pin(String id) {
        return Detached.of(
                reader.apply(id).mapNotNull(session -> StoredPin.of(session).orElse(null)));
    }

    Mono<Void> delete(SessionId id) {
        return Detached.of(stored.deleteById(id.toString()));
    }

    /**
     * Whether the store should know of a use after an earlier one. Without an idle timeout nobody asks for the last
     * use: it is enough that the session is not forgotten.
     */
    boolean isWorthWriting(SessionUse before, SessionUse use) {
        return use.idleTimeout() != null
                || !StoredPin.of(before).equals(StoredPin.of(use))
                || !use.at().isBefore(before.at().plus(timeToLive(before).dividedBy(REFRESHES)));
    }

    /** When a session ends of which this is the last use. */
    Instant end(SessionUse use) {
        return use.at().plus(timeToLive(use));
    }

    private Duration timeToLive(SessionUse use) {
        Duration idle = use.idleTimeout();
        Duration absolute = use.absoluteTimeout();
        if (absolute == null) {
            return idle == null ? sessionTime : idle;
        }
        Duration rest = Duration.between(use.at(), use.begun().plus(absolute));
        return idle == null || rest.compareTo(idle) < 0 ? rest : idle;
    }

    /** Spring Session counts in seconds, and takes less than one for none. */
    private static Duration wholeSeconds(Duration time) {
        return Duration.ofSeconds(Math.max(1, time.plusNanos(999_999_999).toSeconds()));
    }
}
