package dev.sluice.benchmark.openloop;

import java.util.StringTokenizer;

/**
 * What is asked of a server.
 *
 * @param port of the loopback address
 * @param tls whether TLS is spoken; the certificate is not checked
 * @param http2 whether HTTP/2 is spoken, without TLS by prior knowledge
 * @param host the request's authority
 * @param path the request's target
 * @param rate requests per second
 * @param seconds how long
 * @param connections how many
 * @param message octets of the message that each request is a gRPC call with; 0 for a GET
 */
record Load(
        int port,
        boolean tls,
        boolean http2,
        String host,
        String path,
        int rate,
        int seconds,
        int connections,
        int message) {

    /** Streams on an HTTP/2 connection at one time. */
    private static final int STREAMS = 16;

    /** Reads the components in their order, separated by spaces. */
    static Load parse(String line) {
        StringTokenizer words = new StringTokenizer(line);
        return new Load(
                Integer.parseInt(words.nextToken()),
                Boolean.parseBoolean(words.nextToken()),
                Boolean.parseBoolean(words.nextToken()),
                words.nextToken(),
                words.nextToken(),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()),
                Integer.parseInt(words.nextToken()));
    }

    /** Requests that a connection carries at one time. */
    int concurrency() {
        return http2 ? STREAMS : 1;
    }

    int requests() {
        return rate * seconds;
    }

    /** Nanoseconds after the start at which a request is due. */
    long due(int request) {
        return request * 1_000_000_000L / rate;
    }
}
