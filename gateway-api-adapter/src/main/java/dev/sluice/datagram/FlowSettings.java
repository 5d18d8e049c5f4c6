package dev.sluice.datagram;

import java.time.Duration;

/**
 * How many flows there may be, and for how long. A flow is what one client, an address and a port, sends to one socket,
 * and what comes back.
 *
 * @param most flows of all sockets together, at least 1
 * @param mostOfClient flows of one client address, at least 1; of one /64 network where it is IPv6, as that is what one
 *     client has
 * @param idle how long nothing may come from either side before a flow ends, above 0
 * @param quiet the same for a flow where there are as many as there may be, or whose socket is closing
 */
public record FlowSettings(int most, int mostOfClient, Duration idle, Duration quiet) {}
