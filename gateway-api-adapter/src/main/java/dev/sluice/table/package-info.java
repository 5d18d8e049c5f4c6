/**
 * Finds the rule that a request takes: an immutable index, one for each version of the configuration. Pure; no server.
 *
 * <p>Starts at {@link dev.sluice.table.RequestHead}. Takes a {@code GatewayConfig} and a {@link
 * dev.sluice.table.RequestHead}, gives a {@link dev.sluice.table.Lookup} or the reasons for one.
 *
 * <p>May depend on: {@code config}, {@code config.*}
 */
@NullMarked
package dev.sluice.table;

import org.jspecify.annotations.NullMarked;
