package dev.sluice.endpoint;

import dev.sluice.upstream.EndpointView;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamView;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the backends in use do now.
 *
 * @param items in the order of their names
 * @param next what to ask with as {@code after} for the next page; null at the end
 */
public record ServedBackends(List<Item> items, @Nullable String next) {

    /**
     * A backend.
     *
     * @param backend such as {@code shop/cart:8080}
     * @param use what it is used for, such as {@code HTTP}
     * @param running requests, from the choice of an endpoint to the end of the response
     * @param waiting of these, those that wait for a connection
     * @param connections that are open or being opened; of streams and flows none is counted
     * @param unused of these, those that carry no request
     * @param latencyMillis mean time to the heads of the last responses; null where there was none
     */
    public record Item(
            String backend,
            String use,
            int running,
            int waiting,
            int connections,
            int unused,
            @Nullable Double latencyMillis,
            List<State> endpoints) {}

    /**
     * An endpoint.
     *
     * @param address host and port
     * @param health {@code ready}; {@code ejected}: it failed and rests for a while; or {@code terminating}
     * @param running requests, connections or flows that it has
     * @param latencyMillis mean time to the heads of its last responses; null where it gave none
     */
    public record State(
            String address,
            String health,
            int running,
            @Nullable Double latencyMillis) {}

    /** Of a millisecond. */
    private static final double MICROS = 1000;

    static ServedBackends of(Collection<Upstream> upstreams, Page.Wish wish) {
        List<Item> all = upstreams.stream()
                .map(ServedBackends::item)
                .sorted(Comparator.comparing(ServedBackends::key))
                .toList();
        Page<Item> page = wish.of(all, ServedBackends::key, _ -> true);
        return new ServedBackends(page.items(), page.next());
    }

    private static String key(Item item) {
        return item.backend() + " " + item.use();
    }

    private static Item item(Upstream upstream) {
        UpstreamView view = upstream.view();
        return new Item(
                view.id().toString(),
                view.id().use().name(),
                view.running(),
                view.pending(),
                view.open(),
                view.unused(),
                millis(upstream.latency().recent()),
                upstream.endpointViews().stream().map(ServedBackends::state).toList());
    }

    private static State state(EndpointView endpoint) {
        String health = endpoint.ejected() ? "ejected" : endpoint.terminating() ? "terminating" : "ready";
        return new State(endpoint.endpoint().toString(), health, endpoint.running(), millis(endpoint.latency()));
    }

    /** In steps of a microsecond. */
    private static @Nullable Double millis(@Nullable Duration latency) {
        return latency == null ? null : TimeUnit.NANOSECONDS.toMicros(latency.toNanos()) / MICROS;
    }
}
