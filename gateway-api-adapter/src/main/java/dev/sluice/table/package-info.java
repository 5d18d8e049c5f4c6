/**
 * Finds the rule that a request takes: an immutable index, one for each version of the configuration. Pure; no server.
 *
 * <p>Starts at {@link dev.sluice.table.RouteTable}; {@code Precedence} holds the order of the specification. Takes a
 * {@code GatewayConfig} and a {@link dev.sluice.table.RequestHead}, gives a {@link dev.sluice.table.Lookup} or the
 * reasons for one. Does not read, change or answer the request.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code message}
 */
@NullMarked
package dev.sluice.table;

import org.jspecify.annotations.NullMarked;
