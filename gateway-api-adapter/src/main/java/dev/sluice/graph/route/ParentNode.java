package dev.sluice.graph.route;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.resource.ParentRef;
import java.util.List;

/**
 * A parentRef of a route that names a Gateway of ours, or a ListenerSet of one.
 *
 * @param ref as the route declares it
 */
public record ParentNode(ParentRef ref, Verdict verdict) {

    /** Whether the route is attached. */
    public sealed interface Verdict {

        /** Condition Accepted. */
        Condition accepted();

        /**
         * It is.
         *
         * @param attachments at least one, each of another Listener
         */
        record Attached(Condition accepted, List<Attachment> attachments) implements Verdict {

            public Attached {
                attachments = List.copyOf(attachments);
            }
        }

        /**
         * It is rejected, since none of its rules can be served; yet it keeps its place, where its requests are
         * answered 500. A weaker route must not get what a rule that we cannot serve was to filter.
         *
         * @param attachments as those of an attached route
         */
        record Refused(Condition accepted, List<Attachment> attachments) implements Verdict {

            public Refused {
                attachments = List.copyOf(attachments);
            }
        }

        /** It is not. */
        record NotAttached(Condition accepted) implements Verdict {}
    }

    /**
     * A Listener that takes the route; it may itself not be served.
     *
     * @param hostnames at least one
     */
    public record Attachment(ListenerId listener, List<RouteHostname> hostnames) {

        public Attachment {
            hostnames = List.copyOf(hostnames);
        }
    }
}
