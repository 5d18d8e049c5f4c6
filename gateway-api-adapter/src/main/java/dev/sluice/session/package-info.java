/**
 * Sessions that keep a client to an endpoint: what a token holds, how it is sealed, and what is remembered besides.
 *
 * <p>Starts at {@link dev.sluice.session.SessionSeal} and {@link dev.sluice.session.SessionLedger}. Takes and gives
 * values; knows no request and opens no connection.
 *
 * <p>May depend on: {@code config.backend}, {@code text}
 */
@NullMarked
package dev.sluice.session;

import org.jspecify.annotations.NullMarked;
