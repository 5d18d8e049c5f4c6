package dev.sluice.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveHashOperations;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import reactor.core.publisher.Mono;

/**
 * The revocations in Redis: one hash, whose fields are what is revoked and whose values are the times. Another field
 * counts changes, so that replicas read the rest only when it is not what they know.
 */
final class StoredRevocations {

    private static final Logger LOG = LoggerFactory.getLogger(StoredRevocations.class);
    private static final String VERSION = "version";

    private final ReactiveRedisOperations<String, Object> operations;
    private final ReactiveHashOperations<String, String, Object> hash;
    private final String key;

    /** @param namespace of all keys */
    StoredRevocations(ReactiveRedisOperations<String, Object> operations, String namespace) {
        this.operations = operations;
        this.hash = operations.opsForHash();
        this.key = namespace + ":revocations";
    }

    /** What counts changes; an empty text: there were none, or the store has lost them. */
    Mono<String> version() {
        return Detached.of(hash.get(key, VERSION).map(Object::toString).defaultIfEmpty(""));
    }

    Mono<List<Revocation>> all() {
        return Detached.of(hash.entries(key)
                .filter(field -> !field.getKey().equals(VERSION))
                .<Revocation>handle((field, sink) -> {
                    try {
                        sink.next(Revocation.parse(
                                field.getKey(), field.getValue().toString()));
                    } catch (IllegalArgumentException notOurs) {
                        LOG.debug("A field of {} is not a revocation", key, notOurs);
                    }
                })
                .collectList());
    }

    /**
     * Adds revocations, and removes those that have ended.
     *
     * @param last when the last one ends that the store then has
     */
    Mono<Void> change(Collection<Revocation> added, Collection<Revocation> ended, Instant last) {
        var fields = new TreeMap<String, Object>();
        added.forEach(it -> fields.put(it.subject().text(), it.times()));
        Object[] removed = ended.stream().map(it -> it.subject().text()).toArray();
        return Detached.of(hash.putAll(key, fields)
                .then(removed.length == 0 ? Mono.empty() : hash.remove(key, removed))
                .then(hash.increment(key, VERSION, 1))
                .then(operations.expireAt(key, last))
                .then());
    }
}
