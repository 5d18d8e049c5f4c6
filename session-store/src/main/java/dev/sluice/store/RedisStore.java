package dev.sluice.store;

import java.time.Duration;
import java.util.Map;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Redis or Valkey, by Spring Session. */
final class RedisStore implements AutoCloseable {

    private static final Duration PROBE_KEPT = Duration.ofSeconds(10);
    private static final int SCANNED_AT_ONCE = 1000;

    private final RedisConnections connections;
    private final ReactiveRedisOperations<String, Object> operations;
    private final SpringSessions sessions;
    private final StoredRevocations revocations;
    private final StoredBuckets buckets;
    private final String namespace;

    /**
     * @param application says where Redis is and how to connect to it
     * @param namespace of all keys
     */
    RedisStore(LettuceConnectionFactory application, String namespace, Duration sessionTime) {
        this.connections = RedisConnections.to(application);
        this.operations = connections.operations();
        this.namespace = namespace;
        this.revocations = new StoredRevocations(operations, namespace);
        this.buckets = new StoredBuckets(operations, namespace);
        var fields = new PlainFields();
        this.sessions = new SpringSessions(
                ids -> {
                    var repository = new ReactiveRedisSessionRepository(operations);
                    repository.setRedisKeyNamespace(namespace);
                    repository.setRedisSessionMapper(fields);
                    repository.setSessionIdGenerator(ids);
                    return repository;
                },
                id -> find(id, fields),
                sessionTime);
    }

    /**
     * Finds a session as the repository does, and leaves the store as it is. The repository deletes what it does not
     * find, which may be what another replica writes at that moment.
     */
    private Mono<MapSession> find(String id, PlainFields fields) {
        return operations
                .<String, Object>opsForHash()
                .entries(sessionPrefix() + id)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .filter(stored -> !stored.isEmpty())
                .flatMap(stored -> fields.apply(id, stored))
                .filter(session -> !session.isExpired());
    }

    private String sessionPrefix() {
        return namespace + ":sessions:";
    }

    SpringSessions sessions() {
        return sessions;
    }

    StoredRevocations revocations() {
        return revocations;
    }

    StoredBuckets buckets() {
        return buckets;
    }

    /** Connects, again if it is connected. May block for some seconds; throws if that fails. */
    void connect() {
        connections.reset();
        Detached.of(operations.hasKey(probeKey())).block(RedisConnections.COMMAND_TIMEOUT.multipliedBy(2));
    }

    /** Writes something, which fails where nothing can be written. */
    Mono<Void> probe() {
        return Detached.of(
                operations.opsForValue().set(probeKey(), "", PROBE_KEPT).then());
    }

    /** The ids of all sessions, some of them perhaps twice. */
    Flux<String> ids() {
        String prefix = sessionPrefix();
        return operations
                .scan(ScanOptions.scanOptions()
                        .match(prefix + "*")
                        .count(SCANNED_AT_ONCE)
                        .build())
                .map(key -> key.substring(prefix.length()))
                .contextWrite(Detached::noting);
    }

    private String probeKey() {
        return namespace + ":probe";
    }

    /** May block. */
    @Override
    public void close() {
        connections.close();
    }
}
