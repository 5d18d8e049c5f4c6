/**
 * A load of datagrams and the server that returns them: what {@code benchmark/compare} measures UDP with.
 *
 * <p>Starts at {@link dev.sluice.benchmark.datagram.DatagramLoad} and {@link
 * dev.sluice.benchmark.datagram.DatagramEcho}. Takes the description of a load in a line, gives counts and percentiles
 * in a line. Reads and writes several datagrams by one system call, as it shares its core with the server. Linux only.
 *
 * <p>May depend on: {@code benchmark.openloop}
 */
@NullMarked
package dev.sluice.benchmark.datagram;

import org.jspecify.annotations.NullMarked;
