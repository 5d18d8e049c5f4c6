package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.match.Hostname;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules behind one socket. Immutable and safe for any thread.
 *
 * <p>Listeners are isolated: a request belongs to the Listener with the most specific hostname alone, also where only
 * another Listener has a rule for it. "Requests SHOULD match at most one Listener." Source: GatewaySpec.listeners.
 *
 * @param <T> what a rule is compiled to
 */
public final class SocketTable<T> {

    private final ListenerSocket socket;
    private final List<ListenerTable<T>> listeners;
    private final HostIndex<ListenerTable<T>> byHost;
    private final Lookup<T> noListener = new Lookup.NoListener<>();

    private SocketTable(ListenerSocket socket, List<ListenerTable<T>> listeners) {
        this.socket = socket;
        this.listeners = listeners;
        Map<Hostname, ListenerTable<T>> byHostname = new HashMap<>();
        listeners.forEach(table -> byHostname.put(table.listener().hostname(), table));
        this.byHost = new HostIndex<>(byHostname);
    }

    static <T> SocketTable<T> of(ListenerSocket socket, RuleCompiler<T> compiler, @Nullable SocketTable<T> previous) {
        List<ListenerTable<T>> tables = new ArrayList<>();
        for (Listener listener : socket.listeners()) {
            ListenerTable<T> before = previous == null ? null : previous.comparable(socket, listener);
            boolean same = before != null && before.listener().equals(listener);
            tables.add(same ? before : compile(socket, listener, compiler, before));
        }
        tables.sort(Comparator.comparing(table -> table.listener().hostname(), Hostname.MOST_SPECIFIC_FIRST));
        return new SocketTable<>(socket, List.copyOf(tables));
    }

    private static <T> ListenerTable<T> compile(
            ListenerSocket socket, Listener listener, RuleCompiler<T> compiler, @Nullable ListenerTable<T> before) {
        CompiledRoutes<T> known = before == null ? null : before.routes();
        return new ListenerTable<>(CompiledRoutes.of(socket, listener, compiler, known));
    }

    /** The table of the same Listener; null if what a compiler may look at beside the routes is not as it was. */
    private @Nullable ListenerTable<T> comparable(ListenerSocket next, Listener listener) {
        boolean sameSocket = socket.addresses().equals(next.addresses()) && socket.protocol() == next.protocol();
        return listeners.stream()
                .filter(table -> sameSocket
                        && table.listener().id().equals(listener.id())
                        && table.listener().hostname().equals(listener.hostname()))
                .findFirst()
                .orElse(null);
    }

    /** What a request meets. Allocates nothing but for matches on the query or by regular expression. */
    public Lookup<T> find(RequestHead head) {
        ListenerTable<T> table = byHost.mostSpecific(head.host());
        return table == null ? noListener : table.find(head);
    }

    /**
     * What a request meets and why it does not meet something else, by the same conditions as {@link #find}. Costs with
     * the number of rules: for people, not for the request path.
     */
    public Explanation<T> explain(RequestHead head) {
        ListenerTable<T> chosen = byHost.mostSpecific(head.host());
        List<Explanation.ListenerVerdict> verdicts = listeners.stream()
                .map(table -> verdict(table, chosen, head.host()))
                .toList();
        if (chosen == null) {
            return new Explanation<>(noListener, verdicts, List.of(), 0);
        }
        return new Explainer<>(chosen, head).explain(verdicts);
    }

    private Explanation.ListenerVerdict verdict(
            ListenerTable<T> table, @Nullable ListenerTable<T> chosen, String host) {
        Listener listener = table.listener();
        if (table == chosen) {
            return new Explanation.ListenerVerdict(
                    listener, true, "the most specific hostname for this host: " + listener.hostname());
        }
        String reason = listener.hostname().matches(host)
                ? "another Listener has a more specific hostname (this one has: " + listener.hostname() + ")"
                : "host: " + host + " (expected: " + listener.hostname() + ")";
        return new Explanation.ListenerVerdict(listener, false, reason);
    }

    List<Candidate<T>> candidates() {
        return listeners.stream().flatMap(table -> table.candidates().stream()).toList();
    }
}
