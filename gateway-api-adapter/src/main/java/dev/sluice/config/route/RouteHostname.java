package dev.sluice.config.route;

import dev.sluice.config.match.Hostname;

/**
 * A hostname of a route on one Listener.
 *
 * @param effective what both the Listener and the route cover; requests are matched with it
 * @param declared what the route says, {@link Hostname#ANY} where it says nothing; precedence between routes that meet
 *     in the same effective hostname follows it
 */
public record RouteHostname(Hostname effective, Hostname declared) {}
