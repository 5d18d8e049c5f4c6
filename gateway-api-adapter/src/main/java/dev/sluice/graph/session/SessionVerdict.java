package dev.sluice.graph.session;

import dev.sluice.condition.SessionFault;
import dev.sluice.config.route.StickySession;

/** Whether a sessionPersistence can be served. */
public sealed interface SessionVerdict {

    /** It can. */
    record Usable(StickySession session) implements SessionVerdict {}

    /** It cannot. */
    record Unusable(SessionFault fault) implements SessionVerdict {}
}
