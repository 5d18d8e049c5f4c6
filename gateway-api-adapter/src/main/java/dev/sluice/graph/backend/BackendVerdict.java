package dev.sluice.graph.backend;

import dev.sluice.condition.BackendFault;
import dev.sluice.config.backend.Backend;

/** What a backendRef leads to. */
public sealed interface BackendVerdict {

    /** A port of a Service; it may have no endpoint that is ready. */
    record Resolved(Backend backend) implements BackendVerdict {}

    /** Nothing. */
    record Unresolved(BackendFault fault) implements BackendVerdict {}
}
