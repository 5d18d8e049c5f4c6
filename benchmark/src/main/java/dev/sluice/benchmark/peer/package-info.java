/**
 * The Java gateways that {@code benchmark/compare} runs beside Sluice, as plain as their users have them.
 *
 * <p>Starts at {@link dev.sluice.benchmark.peer.SpringCloudGatewayPeer}. Takes a port, a backend and a number of routes
 * from the command line, gives a running gateway. Measures nothing itself.
 *
 * <p>May depend on: {@code benchmark}
 */
@NullMarked
package dev.sluice.benchmark.peer;

import org.jspecify.annotations.NullMarked;
