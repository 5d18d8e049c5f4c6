package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules behind one socket. Immutable and safe for any thread.
 *
 * <p>Listeners are isolated: a request belongs to the Listener with the most specific hostname alone, also where only
 * another Listener has a rule for it. "Requests SHOULD match at most one Listener." Source: GatewaySpec.listeners.
 * On an HTTPS socket the TLS handshake must have been for the same Listener, whose settings hold for it alone, and must
 * have asked of the client what that Listener asks for now. Source: RFC 9110, section 15.5.20.
 *
 * @param <T> what a rule is compiled to
 */
public final class SocketTable<T> implements PortTable<T> {

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
        return new ListenerTable<>(CompiledRoutes.of(socket.id(), listener, compiler, known), before);
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

    @Override
    public Lookup<T> find(RequestHead head) {
        ListenerTable<T> table = listenerFor(head.host());
        if (table == null) {
            return noListener;
        }
        return isEnteredBy(table, head) ? table.find(head) : new Lookup.Misdirected<>(table.listener());
    }

    @Override
    public @Nullable Listener entered(RequestHead head) {
        ListenerTable<T> table = listenerFor(head.host());
        return table != null && isEnteredBy(table, head) ? table.listener() : null;
    }

    /** The Listener that a host belongs to; an empty one to a Listener without hostname. */
    private @Nullable ListenerTable<T> listenerFor(String host) {
        return byHost.mostSpecific(host);
    }

    private boolean isEnteredBy(ListenerTable<T> table, RequestHead head) {
        return socket.protocol() == SocketProtocol.HTTP
                || (isShakenHandsWith(table, head)
                        && head.isJudgedBy(table.listener().clientValidation()));
    }

    private boolean isShakenHandsWith(ListenerTable<T> table, RequestHead head) {
        return head.host().equals(head.serverName())
                || table == listenerFor(Objects.requireNonNullElse(head.serverName(), ""));
    }

    @Override
    public Explanation<T> explain(RequestHead head) {
        ListenerTable<T> chosen = listenerFor(head.host());
        List<Explanation.ListenerVerdict> verdicts =
                listeners.stream().map(table -> verdict(table, chosen, head)).toList();
        if (chosen == null || !isEnteredBy(chosen, head)) {
            return new Explanation<>(find(head), verdicts, List.of(), 0);
        }
        return new Explainer<>(chosen, head).explain(verdicts);
    }

    private Explanation.ListenerVerdict verdict(
            ListenerTable<T> table, @Nullable ListenerTable<T> chosen, RequestHead head) {
        Listener listener = table.listener();
        String host = head.host();
        if (table == chosen) {
            return isEnteredBy(table, head)
                    ? new Explanation.ListenerVerdict(
                            listener, true, "the most specific hostname for this host: " + listener.hostname())
                    : new Explanation.ListenerVerdict(
                            listener,
                            false,
                            "the host is its, but TLS server name %s is not (expected: %s)"
                                    .formatted(head.serverName(), listener.hostname()));
        }
        String reason = listener.hostname().matches(host)
                ? "another Listener has a more specific hostname (this one has: " + listener.hostname() + ")"
                : "host: " + host + " (expected: " + listener.hostname() + ")";
        return new Explanation.ListenerVerdict(listener, false, reason);
    }

    /** Those of its Listeners. */
    Stream<ListenerTable<T>> tables() {
        return listeners.stream();
    }

    @Override
    public List<Candidate<T>> candidates() {
        return listeners.stream().flatMap(table -> table.candidates().stream()).toList();
    }
}
