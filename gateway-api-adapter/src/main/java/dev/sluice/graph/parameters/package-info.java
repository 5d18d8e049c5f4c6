/**
 * Settings that GatewayParameters give to a GatewayClass or a Gateway.
 *
 * <p>Starts at {@link dev.sluice.graph.parameters.ParametersRefs}. Takes a parametersRef and GatewayParameters, gives
 * {@link dev.sluice.graph.parameters.Parameters} or what is wrong; whom they are for is not its matter.
 *
 * <p>May depend on: {@code resource}, {@code condition}
 */
@NullMarked
package dev.sluice.graph.parameters;

import org.jspecify.annotations.NullMarked;
