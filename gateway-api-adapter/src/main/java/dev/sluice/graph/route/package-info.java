/**
 * Routes: which Listeners and ports of Services take them under which hostnames, and which of their rules can be
 * served.
 *
 * <p>Starts at {@link dev.sluice.graph.route.RouteJudge}. Takes routes, Gateways, Services and backends, gives a
 * {@link dev.sluice.graph.route.RouteNode} for each; orders no matches.
 *
 * <p>May depend on: {@code graph.gateway}, {@code graph.backend}, {@code graph.extension}, {@code graph.grant},
 * {@code graph.mesh}, {@code graph.session}, {@code graph.reading}, {@code resource}, {@code memory},
 * {@code condition}, {@code config.backend}, {@code config.listener}, {@code config.match}, {@code config.filter},
 * {@code config.route}
 */
@NullMarked
package dev.sluice.graph.route;

import org.jspecify.annotations.NullMarked;
