package dev.sluice.mesh.nft;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands for {@code nft}, each on one line and so one transaction.
 *
 * <p>Table {@value #STEERING} belongs to a process ({@code flags owner}) and ends with it. Its chain comes before that
 * of kube-proxy, which translates addresses at priority -100 in all its modes; the first translation counts. It has no
 * rule for what the agent itself sends, for that does not come by {@code prerouting}.
 *
 * <p>Table {@value #CLOSED} stays. New connections to its ports are steered to the agent's port also while nothing
 * listens there, so that the kernel refuses them as it does for any such port: a reset that a rule made would not reach
 * a pod behind a bridge. What was open before the port was steered, and does not go to the agent, is reset. That chain
 * comes after all translations and looks at where the client wanted to go.
 */
final class Rules {

    static final String STEERING = "inet sluice";
    static final String CLOSED = "inet sluice_closed";

    private final AgentAddress agent;

    Rules(AgentAddress agent) {
        this.agent = agent;
    }

    /** Both tables, in place of what an earlier process has left of them. */
    String create(Elements elements) {
        List<String> statements = new ArrayList<>();
        replace(statements, STEERING, "{ flags owner; }");
        make(statements, STEERING);
        statements.add(
                "add chain " + STEERING + " prerouting { type nat hook prerouting priority -110; policy accept; }");
        steer(statements, STEERING + " prerouting", "ip daddr", AddressSet.STEERED4);
        steer(statements, STEERING + " prerouting", "ip6 daddr", AddressSet.STEERED6);
        steer(statements, STEERING + " prerouting", "ip saddr . ip daddr", AddressSet.STEERED_FROM4);
        steer(statements, STEERING + " prerouting", "ip6 saddr . ip6 daddr", AddressSet.STEERED_FROM6);
        addClosed(statements, "");
        addChanges(statements, Elements.NONE, elements);
        return String.join("; ", statements);
    }

    /**
     * Table {@value #CLOSED} with the ports that are closed for all clients, a command on each line, for a node that
     * boots. It may be loaded at any time: it is what an agent has made too, but that the address of the agent must
     * still be one of this node. Ports that are closed for some clients are not in it, for their pods have other
     * addresses then.
     */
    String atBoot(Elements elements) {
        List<String> statements = new ArrayList<>();
        addClosed(statements, " fib daddr type local");
        addChange(statements, AddressSet.CLOSED4, Elements.NONE, elements);
        addChange(statements, AddressSet.CLOSED6, Elements.NONE, elements);
        return String.join("\n", statements) + "\n";
    }

    /**
     * In place of what was there.
     *
     * @param condition on which connections to the agent are accepted, besides that they go to its address and port
     */
    private void addClosed(List<String> statements, String condition) {
        replace(statements, CLOSED, "");
        make(statements, CLOSED);
        statements.add("add chain " + CLOSED + " steer { type nat hook prerouting priority -105; policy accept; }");
        steer(statements, CLOSED + " steer", "ip daddr", AddressSet.CLOSED4);
        steer(statements, CLOSED + " steer", "ip6 daddr", AddressSet.CLOSED6);
        steer(statements, CLOSED + " steer", "ip saddr . ip daddr", AddressSet.CLOSED_FROM4);
        steer(statements, CLOSED + " steer", "ip6 saddr . ip6 daddr", AddressSet.CLOSED_FROM6);
        statements.add(
                "add chain " + CLOSED + " prerouting { type filter hook prerouting priority -90; policy accept; }");
        accept(statements, "ip", agent.ip4(), condition);
        accept(statements, "ip6", agent.ip6(), condition);
        refuse(statements, "ct original ip daddr", AddressSet.CLOSED4);
        refuse(statements, "ct original ip6 daddr", AddressSet.CLOSED6);
        refuse(statements, "ct original ip saddr . ct original ip daddr", AddressSet.CLOSED_FROM4);
        refuse(statements, "ct original ip6 saddr . ct original ip6 daddr", AddressSet.CLOSED_FROM6);
    }

    /** The same as {@link #change} where another program has removed table {@value #CLOSED}, or a part of it. */
    String changeAndClose(Elements from, Elements to) {
        List<String> statements = new ArrayList<>();
        addClosed(statements, "");
        for (AddressSet set : AddressSet.values()) {
            addChange(statements, set, set.table.equals(CLOSED) ? Elements.NONE : from, to);
        }
        return String.join("; ", statements);
    }

    /** From these elements to those; empty if they are equal. */
    static String change(Elements from, Elements to) {
        List<String> statements = new ArrayList<>();
        addChanges(statements, from, to);
        return String.join("; ", statements);
    }

    /** Removes both tables. */
    static String remove() {
        return "delete table " + STEERING + "; delete table " + CLOSED;
    }

    /** A table may be there or not: it is made, so that it can be deleted, and made again. */
    private static void replace(List<String> statements, String table, String flags) {
        statements.add("add table " + table);
        statements.add("delete table " + table);
        statements.add(("add table " + table + " " + flags).strip());
    }

    private void steer(List<String> statements, String chain, String match, AddressSet set) {
        String to = match.startsWith("ip6") ? agent.dnat6() : agent.dnat4();
        if (to != null) {
            statements.add("add rule " + chain + " " + match + " . tcp dport @" + set.key + " dnat " + to);
        }
    }

    private static void make(List<String> statements, String table) {
        for (AddressSet set : AddressSet.values()) {
            if (set.table.equals(table)) {
                statements.add(set.make());
            }
        }
    }

    private void accept(List<String> statements, String family, @Nullable InetAddress address, String condition) {
        if (address != null) {
            statements.add("add rule " + CLOSED + " prerouting " + family + " daddr " + Elements.text(address)
                    + " tcp dport " + agent.port() + condition + " accept");
        }
    }

    /** Replies are not looked at: clients on the host network, which are not steered, get them by this chain. */
    private static void refuse(List<String> statements, String match, AddressSet set) {
        statements.add("add rule " + CLOSED + " prerouting meta l4proto tcp ct direction original " + match
                + " . ct original proto-dst @" + set.key + " reject with tcp reset");
    }

    private static void addChanges(List<String> statements, Elements from, Elements to) {
        for (AddressSet set : AddressSet.values()) {
            addChange(statements, set, from, to);
        }
    }

    private static void addChange(List<String> statements, AddressSet set, Elements from, Elements to) {
        addChange(statements, "delete", set, from.without(set, to));
        addChange(statements, "add", set, to.without(set, from));
    }

    private static void addChange(List<String> statements, String verb, AddressSet set, Collection<String> elements) {
        if (!elements.isEmpty()) {
            statements.add(verb + " element " + set.table + " " + set.key + " { " + String.join(", ", elements) + " }");
        }
    }
}
