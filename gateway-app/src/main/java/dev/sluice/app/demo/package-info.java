/**
 * What makes a folder of examples answer on a laptop: its backends, and the requests to try.
 *
 * <p>Starts at {@link dev.sluice.app.demo.EchoServer}. Takes resources and the configuration that is served, gives open
 * ports and requests; is no part of a gateway.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code resource}, {@code source}
 */
@NullMarked
package dev.sluice.app.demo;

import org.jspecify.annotations.NullMarked;
