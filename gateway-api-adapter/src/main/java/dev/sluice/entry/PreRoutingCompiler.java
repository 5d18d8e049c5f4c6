package dev.sluice.entry;

import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerId;

/** Makes of the filters of a Listener what shall run. Called once as long as they do not change. */
@FunctionalInterface
public interface PreRoutingCompiler {

    /** Whether something runs for Listeners without filters too: {@link #compile} is called for them with none. */
    default boolean runsForAll() {
        return false;
    }

    /** Called by the thread that builds the table; what it throws ends the building. */
    PreRouting compile(ListenerId listener, ListenerFilters filters);
}
