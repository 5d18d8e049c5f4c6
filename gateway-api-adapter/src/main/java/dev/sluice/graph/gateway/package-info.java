/**
 * Gateways, ListenerSets and Listeners: what can be served where, with which certificates, and which routes are
 * allowed.
 *
 * <p>Starts at {@link dev.sluice.graph.gateway.GatewayJudge}. Takes Gateways, ListenerSets, Secrets and the Services
 * that were made for Gateways, gives a {@link dev.sluice.graph.gateway.GatewayNode} for each that is ours; opens no
 * socket and looks at no route.
 *
 * <p>May depend on: {@code graph.gatewayclass}, {@code graph.extension}, {@code graph.grant}, {@code graph.parameters},
 * {@code graph.pem}, {@code graph.trust},
 * {@code graph.reading}, {@code resource}, {@code condition}, {@code config.filter}, {@code config.listener},
 * {@code config.match}, {@code config.tls}, {@code text}
 */
@NullMarked
package dev.sluice.graph.gateway;

import org.jspecify.annotations.NullMarked;
