package dev.sluice.mesh.nft;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of the node that stays. New connections to its ports are steered to an agent's port also while nothing
 * listens there, so that the kernel refuses them as it does for any such port: a reset that a rule made would not reach
 * a pod behind a bridge. What was open before the port was steered, and does not go to an agent, is reset. That chain
 * comes after all translations and looks at where the client wanted to go.
 *
 * <p>It has the mark of the agent that made it, its port. A change by another agent has no effect: the newest agent
 * says what is closed, and one that is ending does not know it any more.
 */
record ClosedTable(AgentAddress agent) {

    static final String NAME = "inet sluice_closed";

    private static final String MARK = "agent";
    private static final int STEERED = -105;
    private static final int TRANSLATED = -90;

    /** The table with all of these, in place of what was there, of whichever agent. */
    List<String> create(Elements elements) {
        return start("").change(AddressSet.CLOSED, Elements.NONE, elements).all();
    }

    /**
     * The table with the ports that are closed for all clients, a command on each line, for a node that boots. It may
     * be loaded at any time: it is what an agent has made too, but that the address of the agent must still be one of
     * this node. Ports that are closed for some clients are not in it, for their pods have other addresses then.
     */
    String atBoot(Elements elements) {
        var forAll = List.of(AddressSet.CLOSED4, AddressSet.CLOSED6);
        return String.join(
                        "\n",
                        start(" fib daddr type local")
                                .change(forAll, Elements.NONE, elements)
                                .all())
                + "\n";
    }

    /** From these elements to those, refused where another agent made the table; empty if nothing differs here. */
    List<String> change(Elements from, Elements to) {
        List<String> change =
                new Statements(NAME).change(AddressSet.CLOSED, from, to).all();
        if (change.isEmpty()) {
            return change;
        }
        List<String> guarded = new ArrayList<>(ifMine());
        guarded.add("add element " + NAME + " " + MARK + " { " + agent.port() + " }");
        guarded.addAll(change);
        return List.copyOf(guarded);
    }

    /** Removes it, refused where another agent made it. */
    List<String> remove() {
        List<String> guarded = new ArrayList<>(ifMine());
        guarded.add("delete table " + NAME);
        return List.copyOf(guarded);
    }

    /** What is not there cannot be deleted, and then nothing of the transaction has an effect. */
    private List<String> ifMine() {
        return List.of("delete element " + NAME + " " + MARK + " { " + agent.port() + " }");
    }

    /**
     * Without elements.
     *
     * @param condition on which connections to an agent are accepted, besides that they go to its address and port
     */
    private Statements start(String condition) {
        var statements = new Statements(NAME);
        statements
                .replace("")
                .sets(AddressSet.CLOSED)
                .add("add set " + NAME + " " + MARK + " { type inet_service; elements = { " + agent.port() + " }; }")
                .chain("steer", "nat hook prerouting", STEERED)
                .steer("steer", AddressSet.CLOSED, agent)
                .chain("prerouting", "filter hook prerouting", TRANSLATED);
        accept(statements, "ip", agent.ip4(), condition);
        accept(statements, "ip6", agent.ip6(), condition);
        refuse(statements, "ct original ip daddr", AddressSet.CLOSED4);
        refuse(statements, "ct original ip6 daddr", AddressSet.CLOSED6);
        refuse(statements, "ct original ip saddr . ct original ip daddr", AddressSet.CLOSED_FROM4);
        refuse(statements, "ct original ip6 saddr . ct original ip6 daddr", AddressSet.CLOSED_FROM6);
        return statements;
    }

    /** Also the connections of agents that are draining. */
    private void accept(Statements statements, String family, @Nullable InetAddress address, String condition) {
        if (address != null) {
            String ports = agent.ports().stream().map(String::valueOf).collect(joining(", "));
            statements.rule(
                    "prerouting",
                    family + " daddr " + Elements.text(address) + " tcp dport { " + ports + " }" + condition
                            + " accept");
        }
    }

    /** Replies are not looked at: clients on the host network, which are not steered, get them by this chain. */
    private static void refuse(Statements statements, String match, AddressSet set) {
        statements.rule(
                "prerouting",
                "meta l4proto tcp ct direction original " + match + " . ct original proto-dst @" + set.key
                        + " reject with tcp reset");
    }
}
