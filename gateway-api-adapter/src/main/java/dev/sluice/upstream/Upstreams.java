package dev.sluice.upstream;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.memory.ListRenewal;
import dev.sluice.tls.TlsLibrary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.netty.resources.LoopResources;

/**
 * Every backend in use, by identity. A version of the configuration is brought in by two steps: {@link #update} before
 * the rules are compiled, {@link #retain} after requests see them.
 *
 * <p>Both are called by one thread; {@link #get} by any.
 */
public final class Upstreams implements AutoCloseable {

    private final UpstreamSettings settings;
    private final LoopResources loops;
    private final Connector connector;
    private final Map<BackendId, Upstream> upstreams = new ConcurrentHashMap<>();

    /** Those of the last update: the very same ones need not be looked at. */
    private ListRenewal<Backend, Backend> updated = new ListRenewal<>();

    /** Backends that are gone, whose connections are kept for requests that have begun, or for their return. */
    private final Map<BackendId, Upstream> leaving = new ConcurrentHashMap<>();

    /**
     * No backend yet.
     *
     * @param loops of the connections; not closed here. The event loops of the requests must be among them
     * @param library that does the TLS of connections
     * @param guard which addresses connections may have
     * @throws IllegalArgumentException where this machine does not have the library
     */
    public Upstreams(UpstreamSettings settings, LoopResources loops, TlsLibrary library, AddressGuard guard) {
        this(settings, loops, new Connector(settings, loops, new UpstreamTls(library), guard));
    }

    /**
     * No backend yet.
     *
     * @param connector by the same settings and loops; closed with this
     */
    Upstreams(UpstreamSettings settings, LoopResources loops, Connector connector) {
        this.settings = settings;
        this.loops = loops;
        this.connector = connector;
    }

    /**
     * Makes the backends that are new and swaps the endpoints of those that changed, each at once. What did not change
     * is not touched, what is no longer named stays. Opens no connection.
     */
    public void update(List<Backend> backends) {
        var _ = updated.next(backends, Function.identity());
        try {
            updated.fresh().forEach(this::update);
        } catch (RuntimeException | Error failure) {
            updated = new ListRenewal<>();
            throw failure;
        }
    }

    private void update(Backend backend) {
        Upstream upstream = upstreams.computeIfAbsent(backend.id(), _ -> find(backend));
        if (upstream.update(backend)) {
            later(upstream::prune);
        }
    }

    private Upstream find(Backend backend) {
        Upstream returning = leaving.remove(backend.id());
        return returning == null ? new Upstream(backend, settings, connector) : returning;
    }

    /**
     * Gives up all backends but these. Their unused connections are closed when {@link UpstreamSettings#drainDelay} has
     * passed, the others after their use.
     */
    public void retain(List<Backend> backends) {
        if (upstreams.size() == backends.size()) {
            // All that were updated are there, so there are no others.
            return;
        }
        updated = new ListRenewal<>();
        Set<BackendId> wanted = backends.stream().map(Backend::id).collect(Collectors.toSet());
        for (BackendId id : List.copyOf(upstreams.keySet())) {
            Upstream gone = wanted.contains(id) ? null : upstreams.remove(id);
            if (gone != null) {
                leaving.put(id, gone);
                later(() -> {
                    if (leaving.remove(id, gone)) {
                        gone.retire();
                    }
                });
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

    /** Every backend, in no order. Any thread. */
    public List<Upstream> all() {
        return List.copyOf(upstreams.values());
    }

    /** What every backend does now. */
    public List<UpstreamView> views() {
        return upstreams.values().stream().map(Upstream::view).toList();
    }

    /** Closes all unused connections; exchanges that run may end. */
    @Override
    public void close() {
        upstreams.values().forEach(Upstream::retire);
        leaving.values().forEach(Upstream::retire);
        connector.close();
    }

    /** When requests that saw the version before have begun. */
    @SuppressWarnings("FutureReturnValueIgnored") // Where the loops end first, so do the connections.
    private void later(Runnable task) {
        loops.onClient(true).schedule(task, settings.drainDelay().toNanos(), TimeUnit.NANOSECONDS);
    }
}
