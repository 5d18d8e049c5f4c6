package dev.sluice.program;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.route.RetryAllowance;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The budgets that policies give to Services. All ports of one share a budget, and all rules that lead to it; it keeps
 * its counts over versions of the configuration as long as the policy says the same. Any thread.
 */
final class RetryBudgets {

    private final LongSupplier clock;
    private final Map<Service, WeakReference<ServiceRetries>> budgets = new HashMap<>();

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    RetryBudgets(LongSupplier clock) {
        this.clock = clock;
    }

    /** A policy cannot name one of its ports. */
    private record Service(@Nullable String kind, String namespace, String name) {

        static Service of(BackendId backend) {
            return new Service(backend.kind(), backend.namespace(), backend.name());
        }
    }

    /** Kept by the programs that use it: where none is left, the next one begins at zero. */
    synchronized RetryBudget of(BackendId backend, RetryAllowance allowance) {
        Service service = Service.of(backend);
        WeakReference<ServiceRetries> known = budgets.get(service);
        ServiceRetries budget = known == null ? null : known.get();
        if (budget != null && budget.allowance().equals(allowance)) {
            return budget;
        }
        budgets.values().removeIf(it -> it.get() == null);
        ServiceRetries fresh = new ServiceRetries(allowance, clock);
        budgets.put(service, new WeakReference<>(fresh));
        return fresh;
    }
}
