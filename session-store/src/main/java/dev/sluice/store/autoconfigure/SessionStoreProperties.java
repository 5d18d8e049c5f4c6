package dev.sluice.store.autoconfigure;

import dev.sluice.store.StoreSettings;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is remembered of sessions besides their tokens. How Redis is reached is said by Spring Boot's properties
 * {@code spring.data.redis.*}.
 *
 * @param store What remembers sessions besides their tokens, and counts rate limits with store redis: none, or redis
 *     for Redis or Valkey as spring.data.redis says.
 * @param timeout How long a request waits at most for the store; then what the token says holds, and what whileAway of
 *     a rate limit says.
 * @param flushInterval How often last uses are written, each session once. Idle timeouts are exact up to this.
 * @param maxPending Maximum number of sessions whose last use waits to be written; beyond it the oldest are dropped and
 *     counted. As many are kept in memory after they were written.
 * @param namespace What the names of all keys in Redis begin with. Two installations that share a Redis need two.
 * @param sessionTime How long a session without timeouts is remembered after its last use.
 * @param revocationTime How long a revocation is remembered; must not be shorter than the longest session. Extended by
 *     itself to the longest timeout that was seen.
 */
@ConfigurationProperties("sluice.sessions")
@Validated
public record SessionStoreProperties(
        @DefaultValue("none") Store store,
        @DefaultValue("50ms") @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration flushInterval,
        @DefaultValue("50000") @Min(1) int maxPending,
        @DefaultValue("sluice") @NotBlank String namespace,
        @DefaultValue("1d") @DurationMin(seconds = 1) Duration sessionTime,
        @DefaultValue("30d") @DurationMin(seconds = 1) Duration revocationTime) {

    /** What remembers sessions. */
    public enum Store {
        /** Their tokens only. */
        NONE,
        /** Redis or Valkey. */
        REDIS
    }

    StoreSettings settings() {
        return new StoreSettings(timeout, flushInterval, maxPending, sessionTime, revocationTime);
    }
}
