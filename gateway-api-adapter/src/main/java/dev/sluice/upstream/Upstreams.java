package dev.sluice.upstream;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Every backend in use, by identity. A version of the configuration is brought in by two steps: {@link #update} before
 * the rules are compiled, {@link #retain} after requests see them.
 *
 * <p>Both are called by one thread; {@link #get} by any.
 */
public final class Upstreams implements AutoCloseable {

    private final UpstreamSettings settings;
    private final EndpointPools pools;
    private final Map<BackendId, Upstream> upstreams = new ConcurrentHashMap<>();
    private final Set<EndpointPool> draining = ConcurrentHashMap.newKeySet();

    /**
     * No backend yet.
     *
     * @param loops of the connections; not closed here. With those of the listeners fewer requests change threads
     */
    public Upstreams(UpstreamSettings settings, LoopResources loops) {
        this.settings = settings;
        this.pools = new EndpointPools(settings, loops);
    }

    /**
     * Makes the backends that are new and swaps the endpoints of those that changed, each at once. What did not change
     * is not touched, what is no longer named stays. Opens no connection.
     */
    public void update(List<Backend> backends) {
        for (Backend backend : backends) {
            Upstream upstream = upstreams.computeIfAbsent(backend.id(), Upstream::new);
            upstream.swap(backend.endpoints(), pools).forEach(this::drain);
        }
    }

    /**
     * Gives up all backends but these. Their pools are closed when {@link UpstreamSettings#drainDelay} has passed and
     * their last exchange has ended.
     */
    public void retain(List<Backend> backends) {
        Set<BackendId> wanted = backends.stream().map(Backend::id).collect(Collectors.toSet());
        for (BackendId id : List.copyOf(upstreams.keySet())) {
            Upstream upstream = wanted.contains(id) ? null : upstreams.remove(id);
            if (upstream != null) {
                upstream.pools().forEach(this::drain);
            }
        }
    }

    /**
     * A backend that {@link #update} was told of.
     *
     * @throws IllegalArgumentException where there is none: the configuration contradicts itself
     */
    public Upstream get(BackendId id) {
        Upstream upstream = upstreams.get(id);
        if (upstream == null) {
            throw new IllegalArgumentException("No backend " + id + " in this configuration");
        }
        return upstream;
    }

    /** Closes all pools; exchanges that run may end. */
    @Override
    public void close() {
        List<EndpointPool> all = new ArrayList<>(draining);
        upstreams.values().forEach(upstream -> all.addAll(upstream.pools()));
        all.forEach(EndpointPool::dispose);
        pools.close();
    }

    private void drain(EndpointPool pool) {
        draining.add(pool);
        Mono.delay(settings.drainDelay()).subscribe(tick -> {
            pool.retire();
            draining.remove(pool);
        });
    }
}
