package dev.sluice.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSession;
import reactor.core.publisher.Mono;

/**
 * Fields of a session as text that any client of Redis reads: no serialised objects, so nothing that is in Redis
 * can make objects here.
 */
final class PlainFields implements RedisSerializer<Object>, BiFunction<String, Map<String, Object>, Mono<MapSession>> {

    /** Spring Session's names. */
    private static final String CREATED = "creationTime";

    private static final String LAST_ACCESSED = "lastAccessedTime";
    private static final String MAX_INACTIVE = "maxInactiveInterval";
    private static final String ATTRIBUTE = "sessionAttr:";

    @Override
    public byte[] serialize(@Nullable Object value) {
        return (value == null ? "" : value.toString()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable Object deserialize(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Empty for what is not a session of ours. */
    @Override
    public Mono<MapSession> apply(String id, Map<String, Object> fields) {
        try {
            var session = new MapSession(id);
            session.setCreationTime(Instant.ofEpochMilli(number(fields, CREATED)));
            session.setLastAccessedTime(Instant.ofEpochMilli(number(fields, LAST_ACCESSED)));
            session.setMaxInactiveInterval(Duration.ofSeconds(number(fields, MAX_INACTIVE)));
            fields.forEach((name, value) -> {
                if (name.startsWith(ATTRIBUTE)) {
                    session.setAttribute(name.substring(ATTRIBUTE.length()), value);
                }
            });
            return Mono.just(session);
        } catch (NumberFormatException notOurs) {
            return Mono.empty();
        }
    }

    private static long number(Map<String, Object> fields, String name) {
        return Long.parseLong(String.valueOf(fields.get(name)));
    }
}
