package dev.sluice.stream;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.BackendId;
import dev.sluice.table.StreamTable;
import dev.sluice.upstream.Upstream;
import java.util.function.Function;

/** The one reference between streams and configurations: a connection or flow reads it once, when it begins. */
public final class StreamServing {

    private volatile StreamTable<StreamRule> table = StreamTable.empty();

    /** What new connections and flows see. Any thread. */
    public StreamTable<StreamRule> table() {
        return table;
    }

    /**
     * Lets new connections and flows see another version; those that have begun are not touched. Called by one thread.
     *
     * @param upstreams the backends of the configuration
     */
    public void serve(GatewayConfig config, Function<BackendId, Upstream> upstreams) {
        table = table.next(config, (listener, route) -> StreamRule.of(listener.id(), route, upstreams));
    }
}
