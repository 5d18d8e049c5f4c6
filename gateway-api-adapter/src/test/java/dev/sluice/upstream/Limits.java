package dev.sluice.upstream;

import dev.sluice.balance.BalanceSettings;
import java.time.Duration;

/** Settings that a test changes one by one. Short where a test waits for them. */
record Limits(int connections, int pending, Duration idle, Duration life, Duration response, Duration tunnel) {

    static final Limits USUAL =
            new Limits(64, 64, Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ZERO, Duration.ofMinutes(1));

    Limits withConnections(int most) {
        return new Limits(most, pending, idle, life, response, tunnel);
    }

    Limits withPending(int most) {
        return new Limits(connections, most, idle, life, response, tunnel);
    }

    Limits withIdle(Duration most) {
        return new Limits(connections, pending, most, life, response, tunnel);
    }

    Limits withLife(Duration most) {
        return new Limits(connections, pending, idle, most, response, tunnel);
    }

    Limits withResponse(Duration most) {
        return new Limits(connections, pending, idle, life, most, tunnel);
    }

    Limits withTunnel(Duration most) {
        return new Limits(connections, pending, idle, life, response, most);
    }

    UpstreamSettings settings() {
        return new UpstreamSettings(
                connections,
                pending,
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                idle,
                life,
                response,
                Duration.ofMillis(100),
                tunnel,
                BalanceSettings.DEFAULTS);
    }
}
