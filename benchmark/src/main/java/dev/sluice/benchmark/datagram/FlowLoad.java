package dev.sluice.benchmark.datagram;

import java.util.StringTokenizer;

/**
 * What is sent to a server.
 *
 * @param port of the loopback address
 * @param flows how many sockets send
 * @param octets of a datagram, {@link #LEAST} to {@link Batches#LONGEST}
 * @param window datagrams of a flow that are under way at the same time; 0 where the rate decides
 * @param rate datagrams per second of all flows together; 0 where the window decides
 * @param millis how long it sends
 */
record FlowLoad(int port, int flows, int octets, int window, int rate, int millis) {

    /** Octets of the number of a datagram and of the time at which it was due. */
    static final int LEAST = Integer.BYTES + Long.BYTES;

    /** Reads the components in their order, separated by spaces. */
    static FlowLoad parse(String line) {
        StringTokenizer words = new StringTokenizer(line);
        return new FlowLoad(
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()));
    }

    /** How many are sent at the rate; 0 where the window decides. */
    int datagrams() {
        return (int) (rate * (long) millis / 1_000);
    }

    /** Nanoseconds after the start at which a datagram is due. */
    long due(int datagram) {
        return datagram * 1_000_000_000L / rate;
    }
}
