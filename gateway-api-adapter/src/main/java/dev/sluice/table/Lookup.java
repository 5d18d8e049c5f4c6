package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;

/**
 * What a request met.
 *
 * @param <T> what a rule was compiled to
 */
public sealed interface Lookup<T> {

    /** No Listener of the socket serves the request's host: answered 404. */
    record NoListener<T>() implements Lookup<T> {}

    /**
     * The request's host belongs to another Listener than the one that the TLS handshake was for, or to one that asks
     * something else of clients than the handshake did: answered 421.
     *
     * @param listener that the host belongs to
     */
    record Misdirected<T>(Listener listener) implements Lookup<T> {}

    /** No rule of the Listener takes the request: answered 404. */
    record NoRule<T>(Listener listener) implements Lookup<T> {}

    /** A predicate could not be evaluated: answered 500, never left to a weaker rule. */
    record Failed<T>(ListenerId listener, Rule rule, RuntimeException cause) implements Lookup<T> {}

    /** The rule. */
    record Found<T>(Candidate<T> candidate) implements Lookup<T> {}

    /**
     * One match of one rule of one route on one Listener; made when the table is built, not for each request.
     *
     * @param match the entry of the rule that the request met
     * @param target what {@code rule} was compiled to; the same for all matches of the rule on this Listener
     */
    record Candidate<T>(ListenerId listener, Route route, Rule rule, RouteMatch match, T target) {}
}
