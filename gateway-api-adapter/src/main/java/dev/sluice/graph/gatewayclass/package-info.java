/**
 * Which GatewayClasses are ours.
 *
 * <p>Starts at {@link dev.sluice.graph.gatewayclass.GatewayClasses}. Takes GatewayClasses and our controller's name, gives a
 * verdict for each that is ours; does not look at Gateways.
 *
 * <p>May depend on: {@code resource}, {@code condition}
 */
@NullMarked
package dev.sluice.graph.gatewayclass;

import org.jspecify.annotations.NullMarked;
