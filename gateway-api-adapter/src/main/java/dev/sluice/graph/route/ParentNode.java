package dev.sluice.graph.route;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.graph.mesh.ServicePort;
import dev.sluice.resource.ParentRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parentRef of a route that names a Gateway of ours, a ListenerSet of one, or a Service of the mesh.
 *
 * @param ref as the route declares it
 * @param references ResolvedRefs, and PartiallyInvalid where it applies; a Gateway and the mesh may follow others
 */
public record ParentNode(ParentRef ref, Verdict verdict, List<Condition> references) {

    public ParentNode {
        references = List.copyOf(references);
    }

    /** Where the route has a place, though it may be refused there. */
    public List<Attachment> attachments() {
        return switch (verdict) {
            case Verdict.Attached attached -> attached.attachments();
            case Verdict.Refused refused -> refused.attachments();
            case Verdict.NotAttached _ -> List.of();
        };
    }

    /** Whether the route is attached. */
    public sealed interface Verdict {

        /** Condition Accepted. */
        Condition accepted();

        /**
         * It is.
         *
         * @param attachments at least one, each at another place
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
     * A place that takes the route; it may itself not be served.
     *
     * @param listener of a Service the group of clients
     * @param service null: a Listener of a Gateway
     * @param mode what becomes of its connections
     * @param hostnames at least one
     * @param rules in the order of the object, as they are served there
     */
    public record Attachment(
            ListenerId listener,
            @Nullable ServicePort service,
            ListenerMode mode,
            List<RouteHostname> hostnames,
            List<RuleNode> rules) {

        public Attachment {
            hostnames = List.copyOf(hostnames);
            rules = List.copyOf(rules);
        }
    }
}
