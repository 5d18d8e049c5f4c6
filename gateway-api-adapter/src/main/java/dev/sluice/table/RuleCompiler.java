package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;

/**
 * Makes of a rule what shall run for its requests. Called once for each rule on each Listener when a table is built.
 *
 * <p>What it makes may depend on these alone: the port that requests come to, the Listener's identity and
 * hostname, the route and the rule. While they are equal, the next table keeps what was made and does not ask again.
 *
 * @param <T> what a rule is compiled to
 */
@FunctionalInterface
public interface RuleCompiler<T> {

    /** Called by the thread that builds the table; what it throws ends the building. */
    T compile(PortId port, Listener listener, Route route, Rule rule);

    /** Whether what was made cannot run as it is configured. */
    default boolean hasProblem(T compiled) {
        return false;
    }
}
