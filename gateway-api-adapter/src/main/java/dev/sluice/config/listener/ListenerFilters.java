package dev.sluice.config.listener;

import dev.sluice.config.filter.SpringFilterCall;
import java.util.List;

/**
 * What runs for every request of a Listener before a rule is looked for. Source: ListenerFilters, GEP-5224.
 *
 * @param requests in the order in which they run; none where only what the application runs for every Listener does
 */
public record ListenerFilters(List<SpringFilterCall> requests) {

    public ListenerFilters {
        requests = List.copyOf(requests);
    }
}
