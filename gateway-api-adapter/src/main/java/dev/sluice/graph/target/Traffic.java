package dev.sluice.graph.target;

import dev.sluice.config.listener.ListenerMode;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Route;

/** What goes to a backend, as far as it matters to policies. */
public enum Traffic {
    /** Requests and calls. */
    REQUESTS,
    /** Octets of a connection, which can be put into TLS. */
    OCTETS,
    /** TLS that is passed through, and datagrams: nothing is done with them. */
    UNTOUCHED;

    /**
     * That of a route at a Listener.
     *
     * @param mode what becomes of the Listener's connections
     */
    public static Traffic of(Kind<Route> kind, ListenerMode mode) {
        return switch (mode) {
            case HTTP -> REQUESTS;
            case STREAM -> kind.equals(Kinds.UDP_ROUTE) ? UNTOUCHED : OCTETS;
            case PASSTHROUGH -> UNTOUCHED;
        };
    }
}
