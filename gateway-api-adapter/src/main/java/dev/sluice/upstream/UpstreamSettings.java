package dev.sluice.upstream;

import dev.sluice.balance.BalanceSettings;
import java.time.Duration;

/**
 * Limits of connections to backends; the same for every backend.
 *
 * @param maxConnections open at one time to one endpoint, at least 1
 * @param maxPending requests that wait for a connection to one backend, at least 1; the next is answered 503
 * @param pendingTimeout how long a request waits for a connection before it is answered 503; connecting not counted
 * @param connectTimeout for the TCP handshake, then 502
 * @param maxIdleTime after which an unused connection is closed; best below the keep-alive time of the backends
 * @param maxLifeTime after which a connection is not used again, so that a changed DNS name is followed
 * @param responseTimeout from the end of the request to the head of the response, then 504; the body may take any time,
 *     so that streams live; {@link Duration#ZERO} for none
 * @param drainDelay how long the connections of a removed endpoint are kept for requests of the version before, or for
 *     its return; later they are closed as soon as they carry no exchange. Those that run may end
 * @param tunnelIdle after which an upgraded connection on which no byte moves is closed
 * @param balance how endpoints are chosen
 */
public record UpstreamSettings(
        int maxConnections,
        int maxPending,
        Duration pendingTimeout,
        Duration connectTimeout,
        Duration maxIdleTime,
        Duration maxLifeTime,
        Duration responseTimeout,
        Duration drainDelay,
        Duration tunnelIdle,
        BalanceSettings balance) {

    /** What holds where nothing is set. 60 s for a response is what nginx allows. */
    public static final UpstreamSettings DEFAULTS = new UpstreamSettings(
            1024,
            1024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            BalanceSettings.DEFAULTS);
}
