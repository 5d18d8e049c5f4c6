package dev.sluice.upstream;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** A backend in use. The same object serves every version of the configuration that has the backend. */
public final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private final BackendId id;
    private volatile EndpointPool[] pools = {};

    Upstream(BackendId id) {
        this.id = id;
    }

    /** Which backend this is. */
    public BackendId id() {
        return id;
    }

    /**
     * Sends a request to one endpoint, the less busy of two taken at random.
     *
     * @return the head of the response or why there is none; never an error. A cancel closes the connection
     */
    public Mono<UpstreamOutcome> exchange(UpstreamRequest request, Try which) {
        return Mono.defer(() -> {
            EndpointPool pool = choose(pools, avoided(which));
            return pool == null
                    ? Mono.just(new Failed(Answer.NO_ENDPOINT, Progress.NOT_SENT, null))
                    : exchange(new Attempt(request, pool, which.afresh()));
        });
    }

    private Mono<UpstreamOutcome> exchange(Attempt attempt) {
        return attempt.pool()
                .exchange(attempt)
                .cast(UpstreamOutcome.class)
                .onErrorResume(failure -> failed(attempt, failure));
    }

    private Mono<UpstreamOutcome> failed(Attempt attempt, Throwable failure) {
        Answer answer = attempt.answer(failure);
        LOG.debug("{} at {}: {}", id, attempt.pool().endpoint(), answer.reason(), failure);
        return Mono.just(
                new Failed(answer, attempt.progress(failure), attempt.pool().endpoint()));
    }

    private @Nullable EndpointPool avoided(Try which) {
        return which.avoid().stream()
                .map(endpoint -> find(pools, endpoint))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Replaces the endpoints. Pools of endpoints that stay are kept; the others are returned, unused from now on. */
    List<EndpointPool> swap(List<Endpoint> endpoints, EndpointPools maker) {
        EndpointPool[] before = pools;
        EndpointPool[] after = endpoints.stream()
                .map(endpoint -> {
                    EndpointPool kept = find(before, endpoint);
                    return kept == null ? maker.open(endpoint) : kept;
                })
                .toArray(EndpointPool[]::new);
        pools = after;
        return Arrays.stream(before)
                .filter(pool -> find(after, pool.endpoint()) == null)
                .toList();
    }

    /** The pools in use. */
    List<EndpointPool> pools() {
        return List.of(pools);
    }

    /**
     * Where the next request goes.
     *
     * @param avoid not this one, unless there is no other; null for no wish
     * @return null where there is no endpoint
     */
    static @Nullable EndpointPool choose(EndpointPool[] pools, @Nullable EndpointPool avoid) {
        int count = pools.length;
        if (count <= 1) {
            return count == 0 ? null : pools[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(count);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        if (pools[first] == avoid || pools[second] == avoid) {
            return pools[first] == avoid ? pools[second] : pools[first];
        }
        return pools[first].running() <= pools[second].running() ? pools[first] : pools[second];
    }

    private static @Nullable EndpointPool find(EndpointPool[] pools, Endpoint endpoint) {
        for (EndpointPool pool : pools) {
            if (pool.endpoint().equals(endpoint)) {
                return pool;
            }
        }
        return null;
    }
}
