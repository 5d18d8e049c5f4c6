package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;

/**
 * Makes of a rule what shall run for its requests. Called once for each rule on each Listener when a table is built.
 *
 * @param <T> what a rule is compiled to
 */
@FunctionalInterface
public interface RuleCompiler<T> {

    T compile(ListenerSocket socket, Listener listener, Route route, Rule rule);
}
