package dev.sluice.graph.session;

import dev.sluice.condition.SessionFault;
import dev.sluice.config.route.SessionPersistence;

/** Whether a sessionPersistence can be served. */
public sealed interface SessionVerdict {

    /** It can. */
    record Usable(SessionPersistence session) implements SessionVerdict {}

    /** It cannot. */
    record Unusable(SessionFault fault) implements SessionVerdict {}
}
