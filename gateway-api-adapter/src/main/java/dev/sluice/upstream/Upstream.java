package dev.sluice.upstream;

import dev.sluice.balance.Balancer;
import dev.sluice.balance.Latency;
import dev.sluice.balance.Member;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Collection;
import java.util.List;
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
    private final Latency latency = new Latency();
    private final TlsTroubles troubles;
    private volatile EndpointPools pools;
    private volatile boolean retired;

    Upstream(Backend backend, UpstreamSettings settings, Connector connector) {
        this.id = backend.id();
        this.settings = settings;
        this.connector = connector;
        this.troubles = new TlsTroubles(id, System::nanoTime);
        this.pools = new EndpointPools(backend, settings, connector, pending);
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

    /** An event loop for a request that belongs to no client's connection, another one each time. Any thread. */
    public EventLoop loop() {
        return connector.loop();
    }

    /**
     * Whether it may be able to say that it did not process a request that was sent, which HTTP/2 has words for.
     */
    public boolean canTurnBack() {
        return pools.maySpeakHttp2();
    }

    /** How it is spoken to now: {@code https}, or {@code http} in clear text. */
    public String scheme() {
        return pools.isSecured() ? "https" : "http";
    }

    /** What it does now; cheap enough to be asked for often. */
    public UpstreamView view() {
        int open = 0;
        int unused = 0;
        for (EndpointPool pool : pools.all()) {
            open += pool.open();
            unused += pool.unused();
        }
        int running = 0;
        int ejected = 0;
        List<Member> members = List.copyOf(balancer.members());
        for (Member member : members) {
            running += member.running();
            ejected += member.ejected() ? 1 : 0;
        }
        return new UpstreamView(id, open, unused, pending.get(), running, members.size(), ejected);
    }

    /** What each of its endpoints does now, those that are ready first. Any thread. */
    public List<EndpointView> endpointViews() {
        return balancer.members().stream()
                .map(member -> new EndpointView(
                        member.endpoint(),
                        member.terminating(),
                        member.ejected(),
                        member.running(),
                        member.latency().recent()))
                .toList();
    }

    /**
     * Takes note of how long the head of a response took. Any thread.
     *
     * @param endpoint that gave it, which may be gone since
     * @param nanos since the attempt began; the wait for a connection is part of it
     */
    public void responded(Endpoint endpoint, long nanos) {
        latency.add(nanos);
        Latency ofEndpoint = balancer.latency(endpoint);
        if (ofEndpoint != null) {
            ofEndpoint.add(nanos);
        }
    }

    /** How long responses of all its endpoints take. */
    public Latency latency() {
        return latency;
    }

    /** How long responses of an endpoint take; null where it is gone. The same object while it is there. */
    public @Nullable Latency latency(Endpoint endpoint) {
        return balancer.latency(endpoint);
    }

    UpstreamSettings settings() {
        return settings;
    }

    /** Its endpoints, also those that are ending: the same list as long as they are the same. Any thread. */
    public List<Endpoint> endpoints() {
        return balancer.endpoints();
    }

    /** Whether an endpoint is there, also if it is ending, and is not known to fail. Any thread. */
    public boolean takes(Endpoint endpoint) {
        return balancer.usable(endpoint) != null;
    }

    /**
     * Opens a connection for a stream, which no pool keeps. Where an endpoint cannot be reached, others are tried.
     *
     * @param loop of the client's connection, on which listeners of the future are called
     * @param client null: not known, so that a backend that wants to know is not reached
     * @return fails with {@link StreamFailure}
     */
    public Future<BackendStream> stream(EventLoop loop, @Nullable StreamClient client) {
        return new StreamTries(this, loop, client).begin();
    }

    /** Whether backends learn who the client is. */
    boolean tellsClient() {
        return pools.tellsClient();
    }

    Connector connector() {
        return connector;
    }

    /** How an endpoint is reached. */
    Target target(Endpoint endpoint) {
        return pools.target(endpoint);
    }

    /**
     * An endpoint for a flow of datagrams, the less busy of two taken at random. It must be ended. Any thread.
     *
     * @param avoid not these, unless there is nothing else
     * @return null where there is no endpoint
     */
    public @Nullable FlowEndpoint flow(Collection<Endpoint> avoid) {
        Member member = balancer.choose(avoid);
        return member == null ? null : new FlowEndpoint(this, member);
    }

    /** Whether no configuration has named it for a while: its endpoints are those of the last one that did. */
    public boolean isRetired() {
        return retired;
    }

    /** Null where there is no endpoint. */
    @Nullable
    Member choose(Try which) {
        Endpoint preferred = which.preferred();
        Member kept = preferred == null || which.avoid().contains(preferred) ? null : balancer.usable(preferred);
        return kept == null ? balancer.choose(which.avoid()) : kept;
    }

    EndpointPool pool(Endpoint endpoint) {
        return pools.get(endpoint);
    }

    TlsTroubles troubles() {
        return troubles;
    }

    /**
     * Replaces the endpoints. The connections of those that stay are kept, unless they speak another protocol now or
     * are secured in another way: then requests that come are sent on new ones, and the others are closed after use.
     *
     * @return whether an endpoint is gone, so that {@link #prune} is due when its requests have begun
     */
    boolean update(Backend backend) {
        EndpointPools before = pools;
        if (!before.serves(backend)) {
            pools = new EndpointPools(backend, settings, connector, pending);
            before.retire();
            troubles.forget();
        }
        return !balancer.update(backend.endpoints(), backend.terminating()).isEmpty();
    }

    /** Closes the unused connections of endpoints that are gone and have not come back; the others after their use. */
    void prune() {
        List<Endpoint> members =
                balancer.members().stream().map(Member::endpoint).toList();
        pools.retain(members);
        troubles.retain(members);
    }

    /** Closes all unused connections, the others after their use. */
    void retire() {
        retired = true;
        pools.retire();
    }
}
