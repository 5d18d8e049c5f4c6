/**
 * Datagrams of UDP Listeners: which flow one belongs to, which endpoint a flow goes to, and the way back.
 *
 * <p>Starts at {@link dev.sluice.datagram.DatagramPorts}. Takes addresses to listen on and the rules of
 * {@link dev.sluice.stream.StreamServing}, gives open ports; what happened to a flow goes to a
 * {@link dev.sluice.stream.StreamRecorder}. Does not look into a datagram, and never sends one of its own.
 *
 * <p>May depend on: {@code config.backend}, {@code config.listener}, {@code config.route}, {@code hop},
 * {@code stream}, {@code table}, {@code timing}, {@code upstream}
 */
@NullMarked
package dev.sluice.datagram;

import org.jspecify.annotations.NullMarked;
