package dev.sluice.listen;

import java.time.Duration;

/**
 * What holds for every socket.
 *
 * @param h2c whether an HTTP socket also speaks HTTP/2, by prior knowledge
 */
public record ListenSettings(boolean h2c, Timeouts timeouts, Limits limits) {

    /** What is good on the open Internet. */
    public static final ListenSettings DEFAULTS = new ListenSettings(
            true,
            new Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(30)),
            new Limits(8192, 8192, 100));

    /**
     * How long a connection may take.
     *
     * @param idle without a byte, after which a connection is closed; 60 s by default
     * @param handshake for a TLS handshake; 10 s by default
     * @param quiet how long a draining socket waits for the next request of a connection that has none running, to tell
     *     the client {@code Connection: close} with its answer instead of hanging up; 1 s by default
     * @param drain how long requests of a draining socket may run on; 30 s by default
     */
    public record Timeouts(Duration idle, Duration handshake, Duration quiet, Duration drain) {}

    /**
     * How much a request may hold before it is refused.
     *
     * @param requestLine bytes of method, target and version, else 414; 8192 by default
     * @param headers bytes of all headers, else 431; 8192 by default
     * @param streams that run at one time on an HTTP/2 connection; 100 by default
     */
    public record Limits(int requestLine, int headers, int streams) {}
}
