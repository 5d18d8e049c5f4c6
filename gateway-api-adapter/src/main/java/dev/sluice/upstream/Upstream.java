package dev.sluice.upstream;

import dev.sluice.balance.Balancer;
import dev.sluice.balance.Member;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A backend in use. The same object serves every version of the configuration that has the backend. */
public final class Upstream {

    private final BackendId id;
    private final UpstreamSettings settings;
    private final Connector connector;
    private final Balancer balancer;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile BackendProtocol protocol;

    /** Made when an endpoint is first chosen. */
    private final Map<Endpoint, EndpointPool> pools = new ConcurrentHashMap<>();

    Upstream(BackendId id, BackendProtocol protocol, UpstreamSettings settings, Connector connector) {
        this.id = id;
        this.protocol = protocol;
        this.settings = settings;
        this.connector = connector;
        this.balancer = new Balancer(settings.balance(), System::nanoTime);
    }

    /** Which backend this is. */
    public BackendId id() {
        return id;
    }

    /**
     * Sends a request to one endpoint, the less busy of two taken at random. Each subscription is one try; it begins
     * when its outcome is asked for, on the event loop of the request.
     *
     * @return the head of the response or why there is none; never an error. A cancel closes the connection
     */
    public Mono<UpstreamOutcome> exchange(UpstreamRequest request, Try which) {
        return new ExchangeMono(this, request, which);
    }

    /** Whether it can say of a request that was sent that it did not process it, which HTTP/2 has words for. */
    public boolean canTurnBack() {
        return protocol == BackendProtocol.H2C;
    }

    /** What it does now; cheap enough to be asked for often. */
    public UpstreamView view() {
        int open = 0;
        int unused = 0;
        for (EndpointPool pool : pools.values()) {
            open += pool.open();
            unused += pool.unused();
        }
        int running = 0;
        int ejected = 0;
        for (Member member : balancer.members()) {
            running += member.running();
            ejected += member.ejected() ? 1 : 0;
        }
        return new UpstreamView(id, open, unused, pending.get(), running, ejected);
    }

    UpstreamSettings settings() {
        return settings;
    }

    /** Null where there is no endpoint. */
    @Nullable
    Member choose(Collection<Endpoint> avoid) {
        return balancer.choose(avoid);
    }

    EndpointPool pool(Endpoint endpoint) {
        EndpointPool pool = pools.get(endpoint);
        return pool == null ? pools.computeIfAbsent(endpoint, this::open) : pool;
    }

    private EndpointPool open(Endpoint endpoint) {
        return new EndpointPool(Target.of(id, protocol, endpoint), settings, connector, pending);
    }

    /**
     * Replaces the endpoints. The connections of those that stay are kept, unless they speak another protocol now.
     *
     * @return whether an endpoint is gone, so that {@link #prune} is due when its requests have begun
     */
    boolean update(Backend backend) {
        if (protocol != backend.protocol()) {
            protocol = backend.protocol();
            retire();
            pools.clear();
        }
        return !balancer.update(backend.endpoints(), backend.terminating()).isEmpty();
    }

    /** Closes the unused connections of endpoints that are gone and have not come back; the others after their use. */
    void prune() {
        var members = balancer.members().stream().map(Member::endpoint).toList();
        pools.values().removeIf(pool -> {
            boolean gone = !members.contains(pool.endpoint());
            if (gone) {
                pool.retire();
            }
            return gone;
        });
    }

    /** Closes all unused connections, the others after their use. */
    void retire() {
        pools.values().forEach(EndpointPool::retire);
    }
}
