package dev.sluice.endpoint;

import dev.sluice.upstream.EndpointView;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
     */
    public record Item(
            String backend, String use, int running, int waiting, int connections, int unused, List<State> endpoints) {}

    /**
     * An endpoint.
     *
     * @param address host and port
     * @param health {@code ready}; {@code ejected}: it failed and rests for a while; or {@code terminating}
     * @param running requests, connections or flows that it has
     */
    public record State(String address, String health, int running) {}

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
                upstream.endpointViews().stream().map(ServedBackends::state).toList());
    }

    private static State state(EndpointView endpoint) {
        String health = endpoint.ejected() ? "ejected" : endpoint.terminating() ? "terminating" : "ready";
        return new State(endpoint.endpoint().toString(), health, endpoint.running());
    }
}
