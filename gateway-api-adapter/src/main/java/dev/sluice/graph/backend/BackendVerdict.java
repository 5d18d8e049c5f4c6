package dev.sluice.graph.backend;

import dev.sluice.condition.BackendFault;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.route.StickySession;
import org.jspecify.annotations.Nullable;

/** What a backendRef leads to. */
public sealed interface BackendVerdict {

    /**
     * A port of a Service, or an XBackend; it may have no endpoint that is ready.
     *
     * @param session what an XBackend asks for itself; null: it asks for none, or is a Service
     */
    record Resolved(Backend backend, @Nullable StickySession session) implements BackendVerdict {}

    /** Nothing. */
    record Unresolved(BackendFault fault) implements BackendVerdict {}
}
