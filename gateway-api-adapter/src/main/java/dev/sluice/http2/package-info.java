/**
 * HTTP/2 as both sides of the gateway speak it: Netty's decoder, encoder and flow control, put together as a proxy
 * needs them.
 *
 * <p>Starts at {@link dev.sluice.http2.Http2Endpoint}, which is one end of a connection, and {@link
 * dev.sluice.http2.StreamFlow}, which is one stream of it. Takes limits and frames; opens no connection and knows no
 * request.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.http2;

import org.jspecify.annotations.NullMarked;
