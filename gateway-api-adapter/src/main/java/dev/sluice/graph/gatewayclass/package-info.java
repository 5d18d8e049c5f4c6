/**
 * Which GatewayClasses are ours.
 *
 * <p>Starts at {@link dev.sluice.graph.gatewayclass.GatewayClasses}. Takes GatewayClasses, our controller's name and
 * what their parametersRefs lead to, gives a verdict for each that is ours; does not look at Gateways.
 *
 * <p>May depend on: {@code resource}, {@code condition}, {@code graph.parameters}
 */
@NullMarked
package dev.sluice.graph.gatewayclass;

import org.jspecify.annotations.NullMarked;
