package dev.sluice.mesh.nft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements for {@code nft} about one table, in order. Not for several threads.
 */
final class Statements {

    private final String table;
    private final List<String> statements = new ArrayList<>();

    /**
     * @param table family and name
     */
    Statements(String table) {
        this.table = table;
    }

    List<String> all() {
        return List.copyOf(statements);
    }

    Statements add(String statement) {
        statements.add(statement);
        return this;
    }

    /** A table may be there or not: it is made, so that it can be deleted, and made again. */
    Statements replace(String flags) {
        return add("add table " + table).add("delete table " + table).add(("add table " + table + " " + flags).strip());
    }

    Statements sets(List<AddressSet> sets) {
        sets.forEach(set -> add(set.make(table)));
        return this;
    }

    /**
     * A chain that translates addresses, or that looks at connections.
     *
     * @param type with its hook, such as {@code nat hook prerouting}
     */
    Statements chain(String name, String type, int priority) {
        return add(
                "add chain " + table + " " + name + " { type " + type + " priority " + priority + "; policy accept; }");
    }

    Statements rule(String chain, String rule) {
        return add("add rule " + table + " " + chain + " " + rule);
    }

    /**
     * A rule for each set, that sends connections to an agent.
     *
     * @param sets with IPv4 addresses and with IPv6 addresses, then the same with clients
     */
    Statements steer(String chain, List<AddressSet> sets, AgentAddress agent) {
        return steer(chain, "ip daddr", sets.get(0), agent.dnat4())
                .steer(chain, "ip6 daddr", sets.get(1), agent.dnat6())
                .steer(chain, "ip saddr . ip daddr", sets.get(2), agent.dnat4())
                .steer(chain, "ip6 saddr . ip6 daddr", sets.get(3), agent.dnat6());
    }

    private Statements steer(String chain, String match, AddressSet set, @Nullable String to) {
        return to == null ? this : rule(chain, match + " . tcp dport @" + set.key + " dnat " + to);
    }

    /** What makes the second of the first, in these sets; nothing where they are equal there. */
    Statements change(List<AddressSet> sets, Elements from, Elements to) {
        sets.forEach(set -> {
            change("delete", set, from.without(set, to));
            change("add", set, to.without(set, from));
        });
        return this;
    }

    private void change(String verb, AddressSet set, Collection<String> elements) {
        if (!elements.isEmpty()) {
            add(verb + " element " + table + " " + set.key + " { " + String.join(", ", elements) + " }");
        }
    }
}
