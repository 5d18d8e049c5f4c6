package dev.sluice.program;

import java.time.Duration;

/**
 * What programs keep in memory and how they repeat, where a rule does not say.
 *
 * @param replayLimit octets of a request's body that are kept for another try, 0 or more; what is longer is sent again
 *     only while nothing was read of it
 * @param retryBackoff least time before the first retry by a rule whose HTTPRouteRetry.backoff is not set
 * @param retryPercent how many of the running requests of one backendRef may be retrying at one time, 0-100
 * @param retryMinimum how many may be in any case, 0 or more
 * @param mirrorBuffer octets of a request's body that may wait for one mirror; a slower mirror is given up
 * @param mirrorTimeout how long a mirrored request may take, its response included
 * @param externalAuthTimeout how long an authorizer may take for its answer
 */
public record ProgramSettings(
        int replayLimit,
        Duration retryBackoff,
        int retryPercent,
        int retryMinimum,
        int mirrorBuffer,
        Duration mirrorTimeout,
        Duration externalAuthTimeout) {

    /** What holds where nothing is set; the backoff is Envoy's. */
    public static final ProgramSettings DEFAULTS = new ProgramSettings(
            64 * 1024, Duration.ofMillis(25), 20, 10, 64 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(5));
}
