package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.table.Lookup.Candidate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules behind one port of a Service: one group for the clients of each namespace that has routes of its own, one
 * for all others. Groups are isolated as Listeners are: what no rule of its group takes is left to no other.
 * Immutable and safe for any thread. Source: GEP-1294, Multiple routes for a Service.
 *
 * @param <T> what a rule is compiled to
 */
public final class MeshPortTable<T> implements PortTable<T> {

    private final @Nullable ListenerTable<T> producers;
    private final Map<String, ListenerTable<T>> consumers;
    private final Lookup<T> noGroup = new Lookup.NoListener<>();

    private MeshPortTable(@Nullable ListenerTable<T> producers, Map<String, ListenerTable<T>> consumers) {
        this.producers = producers;
        this.consumers = consumers;
    }

    static <T> MeshPortTable<T> of(MeshPort port, RuleCompiler<T> compiler, @Nullable MeshPortTable<T> previous) {
        Listener producers = port.producers();
        Map<String, ListenerTable<T>> consumers = new TreeMap<>();
        port.consumers()
                .forEach((namespace, listener) -> consumers.put(
                        namespace,
                        table(
                                port.id(),
                                listener,
                                compiler,
                                previous == null ? null : previous.consumers.get(namespace))));
        return new MeshPortTable<>(
                producers == null
                        ? null
                        : table(port.id(), producers, compiler, previous == null ? null : previous.producers),
                consumers);
    }

    private static <T> ListenerTable<T> table(
            PortId port, Listener listener, RuleCompiler<T> compiler, @Nullable ListenerTable<T> before) {
        if (before != null && before.listener().equals(listener)) {
            return before;
        }
        CompiledRoutes<T> known = before == null ? null : before.routes();
        return new ListenerTable<>(CompiledRoutes.of(port, listener, compiler, known), before);
    }

    @Override
    public Lookup<T> find(RequestHead head) {
        ListenerTable<T> table = groupOf(head);
        return table == null ? noGroup : table.find(head);
    }

    @Override
    public @Nullable Listener entered(RequestHead head) {
        ListenerTable<T> table = groupOf(head);
        return table == null ? null : table.listener();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Of two equal groups only one is chosen.
    public Explanation<T> explain(RequestHead head) {
        ListenerTable<T> chosen = groupOf(head);
        List<Explanation.ListenerVerdict> verdicts = groups().map(table -> new Explanation.ListenerVerdict(
                        table.listener(), table == chosen, reason(table, chosen, head.clientNamespace())))
                .toList();
        return chosen == null
                ? new Explanation<>(noGroup, verdicts, List.of(), 0)
                : new Explainer<>(chosen, head).explain(verdicts);
    }

    @SuppressWarnings("ReferenceEquality") // Of two equal groups only one is chosen.
    private String reason(ListenerTable<T> table, @Nullable ListenerTable<T> chosen, @Nullable String namespace) {
        boolean isOfAll = table == producers;
        if (table == chosen) {
            return isOfAll
                    ? "routes for all clients that have none of their own"
                    : "routes of the client's namespace, " + namespace;
        }
        return isOfAll
                ? "the client's namespace, " + namespace + ", has routes of its own"
                : "client: namespace %s (expected: another)"
                        .formatted(Objects.requireNonNullElse(namespace, "unknown"));
    }

    private @Nullable ListenerTable<T> groupOf(RequestHead head) {
        String namespace = head.clientNamespace();
        ListenerTable<T> own = namespace == null ? null : consumers.get(namespace);
        return own == null ? producers : own;
    }

    @Override
    public List<Candidate<T>> candidates() {
        return groups().flatMap(table -> table.candidates().stream()).toList();
    }

    /** Those of its groups. */
    Stream<ListenerTable<T>> groups() {
        return Stream.concat(Stream.ofNullable(producers), consumers.values().stream());
    }
}
