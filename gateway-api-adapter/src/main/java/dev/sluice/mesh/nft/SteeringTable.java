package dev.sluice.mesh.nft;

import java.util.List;

/**
 * The table of one agent. It belongs to a process ({@code flags owner}) and ends with it. Its chain comes before that
 * of kube-proxy and before those of agents that were here earlier; the first translation counts. It has no rule for
 * what the agent itself sends to Services, for that does not come by {@code prerouting}.
 */
record SteeringTable(NodeAgent agent, Place place) {

    /** The table with all of these, in place of what an earlier process has left of it. */
    List<String> create(Elements elements) {
        var statements = new Statements(place.table());
        statements
                .replace("{ flags owner; }")
                .add(new Installation(agent.installation()).make(place))
                .sets(AddressSet.STEERED)
                .chain("prerouting", "nat hook prerouting", place.priority())
                .steer("prerouting", AddressSet.STEERED, agent.address());
        ActuatorAddress actuator = agent.actuator();
        if (actuator != null) {
            // Probes come from the node itself.
            statements
                    .rule("prerouting", actuator.rule())
                    .chain("output", "nat hook output", place.priority())
                    .rule("output", actuator.rule());
        }
        return statements.change(AddressSet.STEERED, Elements.NONE, elements).all();
    }

    /** From these elements to those; empty if nothing differs here. */
    List<String> change(Elements from, Elements to) {
        return new Statements(place.table())
                .change(AddressSet.STEERED, from, to)
                .all();
    }

    List<String> remove() {
        return List.of("delete table " + place.table());
    }
}
