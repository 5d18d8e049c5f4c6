package dev.sluice.graph.backend;

import dev.sluice.condition.Condition;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.route.StickySession;
import dev.sluice.resource.XBackend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an XBackend can be used, by any route. */
public sealed interface XBackendVerdict {

    /** Accepted, and ResolvedRefs where it refers to anything. */
    List<Condition> conditions();

    /**
     * It can.
     *
     * @param port 1-65535
     * @param protocol null: none given
     * @param tls null: clear text
     * @param session null: none asked for
     */
    record Usable(
            XBackend.Destination destination,
            int port,
            @Nullable String protocol,
            @Nullable BackendTls tls,
            @Nullable StickySession session,
            List<Condition> conditions)
            implements XBackendVerdict {

        public Usable {
            conditions = List.copyOf(conditions);
        }
    }

    /** It cannot; the first condition says why. */
    record Refused(List<Condition> conditions) implements XBackendVerdict {

        public Refused {
            conditions = List.copyOf(conditions);
        }
    }
}
