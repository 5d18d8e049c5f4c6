package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.table.Lookup.Candidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules behind one port of a Gateway or of a Service. Immutable and safe for any thread.
 *
 * @param <T> what a rule is compiled to
 */
public sealed interface PortTable<T> permits SocketTable, MeshPortTable {

    /** What a request meets. Allocates nothing but for matches on the query or by regular expression. */
    Lookup<T> find(RequestHead head);

    /** The Listener that the request belongs to; null where {@link #find} says that there is none, or another. */
    @Nullable
    Listener entered(RequestHead head);

    /**
     * What a request meets and why it does not meet something else, by the same conditions as {@link #find}. Costs with
     * the number of rules: for people, not for the request path.
     */
    Explanation<T> explain(RequestHead head);

    /** Every match of every rule, each once: Listener by Listener, the stronger before the weaker. */
    List<Candidate<T>> candidates();
}
