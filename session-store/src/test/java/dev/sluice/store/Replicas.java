package dev.sluice.store;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Ledgers of gateways that share a store; closed with it. */
final class Replicas implements AutoCloseable {

    static final Duration CAP = Duration.ofMillis(50);

    static final StoreSettings SETTINGS =
            new StoreSettings(CAP, Duration.ofMillis(200), 10_000, Duration.ofHours(1), Duration.ofDays(1));

    private final List<SpringSessionLedger> all = new ArrayList<>();

    SpringSessionLedger started(LettuceConnectionFactory redis) {
        return started(redis, SETTINGS);
    }

    SpringSessionLedger started(LettuceConnectionFactory redis, StoreSettings settings) {
        var ledger = new SpringSessionLedger(redis, "sluice", settings);
        all.add(ledger);
        ledger.start();
        return ledger;
    }

    SpringSessionLedger connected(LettuceConnectionFactory redis) {
        SpringSessionLedger ledger = started(redis);
        await().until(ledger::remembers);
        return ledger;
    }

    void stop(SpringSessionLedger ledger) {
        all.remove(ledger);
        ledger.close();
    }

    @Override
    public void close() {
        all.forEach(SpringSessionLedger::close);
        all.clear();
    }
}
