package dev.sluice.route;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A rule whose requests need nothing of Spring's. What Spring has of it is larger than all the rest of the rule, so it
 * is made for the first request that comes through the filters of its Listener, which is kept, or to be shown, which is
 * not. Any thread.
 */
final class RuleOnDemand implements ScgRule {

    private final Supplier<WebFluxRule> make;
    private volatile @Nullable WebFluxRule inUse;

    /** @param make gives an equal one by each call */
    RuleOnDemand(Supplier<WebFluxRule> make) {
        this.make = make;
    }

    @Override
    public WebFluxRule inUse() {
        WebFluxRule made = inUse;
        return made == null ? first() : made;
    }

    @Override
    public WebFluxRule shown() {
        WebFluxRule made = inUse;
        return made == null ? make.get() : made;
    }

    private synchronized WebFluxRule first() {
        WebFluxRule made = inUse;
        if (made == null) {
            made = make.get();
            inUse = made;
        }
        return made;
    }
}
