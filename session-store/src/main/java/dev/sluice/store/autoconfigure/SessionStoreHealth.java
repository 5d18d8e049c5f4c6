package dev.sluice.store.autoconfigure;

import dev.sluice.store.SpringSessionLedger;
import dev.sluice.store.StoreState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Reports a store that is away as degraded: requests are served all the same, so no probe may fail for it. */
final class SessionStoreHealth implements HealthIndicator {

    static final Status DEGRADED = new Status("DEGRADED");

    private final SpringSessionLedger ledger;

    SessionStoreHealth(SpringSessionLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Health health() {
        StoreState state = ledger.state();
        Health.Builder health = Health.status(state.isUsed() ? Status.UP : DEGRADED)
                .withDetail("since", state.since())
                .withDetail("failures", state.failures())
                .withDetail("pending", state.pending());
        if (state.problem() != null) {
            health.withDetail("problem", state.problem());
        }
        return health.build();
    }
}
