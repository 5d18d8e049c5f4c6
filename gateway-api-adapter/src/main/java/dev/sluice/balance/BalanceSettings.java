package dev.sluice.balance;

import java.time.Duration;

/**
 * How a backend's endpoints are chosen; the same for every backend.
 *
 * <p>While an endpoint fails, it gets at most {@code failures} requests, those that were already running when the last
 * of them failed, and one more each time that an ejection is over. It is back at most one ejection after it works
 * again, when the next request comes.
 *
 * @param slowStart how long the share of an endpoint that is new, or back, grows from nothing to that of the others;
 *     {@link Duration#ZERO}: it has its whole share at once
 * @param failures failed requests one after the other that eject an endpoint, at least 1: responses with a status of
 *     500 or above, broken connections, responses that did not come in time, and failures to connect
 * @param connectFailures failures to connect one after the other that eject an endpoint, at least 1. Fewer than
 *     {@code failures}, for they are the endpoint's fault, never the request's
 * @param ejection how long an endpoint gets no request the first time; the second time in a row, without a success
 *     between them, twice as long, the third time three times as long
 * @param longestEjection what that grows to
 * @param maxEjectedPercent how many of the endpoints may be ejected at one time, 0-100, rounded down but at least one;
 *     one endpoint always remains; 0: none is ever ejected
 */
public record BalanceSettings(
        Duration slowStart,
        int failures,
        int connectFailures,
        Duration ejection,
        Duration longestEjection,
        int maxEjectedPercent) {

    /**
     * What holds where nothing is set: 10 s of slow start, 3 failures or 2 of connecting, 1 s that grows to 10 s, half
     * of the endpoints.
     *
     * <p>Three failures, for a lone error is more often the request's fault than the endpoint's, and so an endpoint
     * that fails for 5 s is asked five times. One failure to connect may be a lost packet; two are not. Steps of one
     * second notice within a second that a failure of a few seconds is over; 10 s keep those few that test a dead
     * endpoint.
     */
    public static final BalanceSettings DEFAULTS =
            new BalanceSettings(Duration.ofSeconds(10), 3, 2, Duration.ofSeconds(1), Duration.ofSeconds(10), 50);

    public BalanceSettings {
        require(!slowStart.isNegative(), "slowStart is below 0");
        require(failures >= 1, "failures is below 1");
        require(connectFailures >= 1, "connectFailures is below 1");
        require(ejection.isPositive(), "ejection is not above 0");
        require(longestEjection.compareTo(ejection) >= 0, "longestEjection is below ejection");
        require(maxEjectedPercent >= 0 && maxEjectedPercent <= 100, "maxEjectedPercent is not within 0-100");
    }

    /** How many of this number of endpoints may be ejected at one time. */
    int ejectable(int endpoints) {
        if (maxEjectedPercent == 0 || endpoints <= 1) {
            return 0;
        }
        return Math.min(endpoints - 1, Math.max(1, (int) ((long) endpoints * maxEjectedPercent / 100)));
    }

    /**
     * How long the next ejection takes, in nanoseconds.
     *
     * @param times how many there are in a row, from 1
     */
    long ejectionNanos(int times) {
        long longest = longestEjection.toNanos();
        long step = ejection.toNanos();
        return times >= longest / step ? longest : step * times;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
